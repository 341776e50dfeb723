import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'

/**
 * `x-single`, on the schema of a query: a parameter may repeat only where it is a list. Without it, ajv would say that the parameter must
 * be text, although each of its values is.
 */
export const singleKeyword: FuncKeywordDefinition = {
  keyword: 'x-single',
  type: 'object',
  before: 'properties',
  errors: true,
  compile: (_, { properties = {} }) => {
    const names = Object.keys(properties).filter((name) => properties[name].type !== 'array')
    const check: SchemaValidateFunction = (query: Record<string, unknown>) => {
      const name = names.find((name) => Array.isArray(query[name]))
      if (name === undefined) return true
      const russian = 'можно указать только один раз'
      check.errors = [
        {
          keyword: 'x-single',
          instancePath: `/${name}`,
          message: 'must appear only once',
          params: { russian },
        },
      ]
      return false
    }
    return check
  },
}
