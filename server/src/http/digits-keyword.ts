import type { FuncKeywordDefinition, SchemaValidateFunction } from 'ajv'

const wholeNumber = /^(0|-?[1-9]\d*)$/

/**
 * `x-digits`, on the schema of a query: whole numbers must be written in digits, as in JSON. Without it, the conversion of ajv would
 * also read `0x10`, `1e2`, `+5` and ` 5`.
 */
export const digitsKeyword: FuncKeywordDefinition = {
  keyword: 'x-digits',
  type: 'object',
  // `properties` converts the values.
  before: 'properties',
  errors: true,
  compile: (_, { properties = {} }) => {
    const names = Object.keys(properties).filter((name) => properties[name].type === 'integer')
    const check: SchemaValidateFunction = (query: Record<string, unknown>) => {
      const name = names.find((name) => {
        const text = query[name]
        return typeof text === 'string' && !wholeNumber.test(text)
      })
      if (name === undefined) return true
      check.errors = [{ keyword: 'type', instancePath: `/${name}`, params: { type: 'integer' } }]
      return false
    }
    return check
  },
}
