import { describe, expect, it } from 'vitest'
import { problemOfValidation, validatorCompiler } from './validation.ts'

type Fault = { path: string; message: { en: string; ru: string } }

/** The errors in the response to a body that the schema refuses. */
function faultsOf(schema: Record<string, unknown>, body: unknown): Fault[] {
  const validate = validatorCompiler({ schema, httpPart: 'body', method: 'POST', url: '/' })
  expect(validate(body)).toBe(false)
  const { errors } = validate as unknown as { errors: Parameters<typeof problemOfValidation>[0] }
  return problemOfValidation(errors, 'body').extras.fields as Fault[]
}

const field = (schema: Record<string, unknown>) => ({ type: 'object', properties: { a: schema } })

describe('the sentence about a field', () => {
  it.each([
    [{ type: 'string', format: 'email' }, 'x', 'must be an email address', 'должно быть адресом почты'],
    [{ type: 'integer', minimum: 0 }, -1, 'must be at least 0', 'должно быть не меньше 0'],
    [{ type: 'integer' }, 'x', 'must be a whole number', 'должно быть целым числом'],
    [{ type: 'string', minLength: 1 }, '', 'at least 1 character long', 'не короче 1 символа'],
    [
      { type: 'string', maxLength: 21 },
      'x'.repeat(22),
      'at most 21 characters long',
      'не длиннее 21 символа',
    ],
    [{ type: 'string', minLength: 10 }, 'x', 'at least 10 characters long', 'не короче 10 символов'],
    [{ type: 'array', maxItems: 2 }, [1, 2, 3], 'must have at most 2 items', 'не больше 2 элементов'],
    [{ type: 'string', enum: ['b', 'c'] }, 'x', 'must be one of b, c', 'одним из значений: b, c'],
    [{ anyOf: [{ const: 'b' }, { const: 'c' }] }, 'x', 'must be one of b, c', 'одним из значений: b, c'],
    [
      { anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }] },
      'x',
      'must be a UUID',
      'должно быть UUID',
    ],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, 'must be text or null', 'текстом или null'],
  ])('%j refuses %j in words, once', (schema, value, en, ru) => {
    const faults = faultsOf(field(schema), { a: value })
    expect(faults).toEqual([
      { path: '/a', message: { en: expect.stringContaining(en), ru: expect.stringContaining(ru) } },
    ])
  })

  it('names the field that is missing or unknown', () => {
    expect(faultsOf({ ...field({ type: 'string' }), required: ['a'] }, {})).toEqual([
      { path: '/a', message: { en: 'is required', ru: 'нужно указать' } },
    ])
    expect(faultsOf({ ...field({ type: 'string' }), additionalProperties: false }, { 'b/c': 1 })).toEqual([
      { path: '/b~1c', message: { en: 'is not known here', ru: 'здесь не предусмотрено' } },
    ])
  })
})
