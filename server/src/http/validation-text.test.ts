import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import '../app.ts'
import { problemOfValidation, validatorCompiler } from './validation.ts'
import { messagesByPath } from './validation-text.ts'

type Fault = { path: string; message: { en: string; ru: string } }

/** The errors in the response to a body or a query that the schema refuses. */
function faultsOf(schema: Record<string, unknown>, values: unknown, httpPart = 'body'): Fault[] {
  const validate = validatorCompiler({ schema, httpPart, method: 'POST', url: '/' })
  expect(validate(values)).toBe(false)
  const { errors } = validate as unknown as { errors: Parameters<typeof problemOfValidation>[0] }
  return problemOfValidation(errors, httpPart).extras.fields as Fault[]
}

const field = (schema: Record<string, unknown>) => ({ type: 'object', properties: { a: schema } })

describe('the message about a field', () => {
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
  ])('%j refuses %j with one message', (schema, value, en, ru) => {
    const faults = faultsOf(field(schema), { a: value })
    expect(faults).toEqual([
      { path: '/a', message: { en: expect.stringContaining(en), ru: expect.stringContaining(ru) } },
    ])
  })

  it.each([
    [
      'bufferMinutes',
      { maximum: 1_440 },
      1_441,
      'must be at most 1440 minutes (24 hours)',
      '1440\u00a0мин (24\u00a0ч)',
    ],
    [
      'minutes',
      { maximum: 44_640 },
      50_000,
      'must be at most 44640 minutes (31 days)',
      '44640\u00a0мин (31\u00a0дн.)',
    ],
    ['stepMinutes', { minimum: 1 }, 0, 'must be at least 1 minute', 'не меньше 1\u00a0мин'],
    ['bufferMinutes', { minimum: 0 }, -1, 'must be at least 0', 'не меньше 0'],
    [
      'taxRate',
      { maximum: 10_000 },
      10_001,
      'must be at most 100% (10000 in hundredths of a percent)',
      'не больше 100\u00a0% (10000 в сотых долях процента)',
    ],
    [
      'hourlyRate',
      { maximum: 1_000_000_000_000 },
      1_000_000_000_001,
      'must be at most 1000000000000 in the smallest unit of the currency',
      'не больше 1000000000000 в минимальных единицах валюты',
    ],
    [
      'amount',
      { minimum: 1 },
      0,
      'must be at least 1 in the smallest unit of the currency',
      'не меньше 1 в минимальных единицах валюты',
    ],
    ['capacity', { maximum: 1_440 }, 1_441, 'must be at most 1440', 'не больше 1440'],
  ])('gives the limit of %s in the units of its name', (name, limits, value, en, ru) => {
    const schema = { type: 'object', properties: { [name]: { type: 'integer', ...limits } } }
    const [first] = faultsOf(schema, { [name]: value })
    expect(first?.message).toEqual({
      en,
      ru: expect.stringMatching(new RegExp(`${ru.replace(/[().]/g, '\\$&')}$`)),
    })
  })

  it('of a query that repeats, but is no list, says so', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } }
    const message = { en: 'must appear only once', ru: 'можно указать только один раз' }
    expect(faultsOf(schema, { a: ['x', 'y'] }, 'querystring')).toEqual([{ path: '/a', message }])
    expect(faultsOf(schema, { b: ['1', '2'] }, 'querystring')).toEqual([{ path: '/b', message }])
  })

  it('names the missing or unknown field', () => {
    expect(faultsOf({ ...field({ type: 'string' }), required: ['a'] }, {})).toEqual([
      { path: '/a', message: { en: 'is required', ru: 'нужно указать' } },
    ])
    expect(faultsOf({ ...field({ type: 'string' }), additionalProperties: false }, { 'b/c': 1 })).toEqual([
      { path: '/b~1c', message: { en: 'is not a known field', ru: 'такого поля нет' } },
    ])
  })
})

/** Keywords that describe a schema or combine others, and our own keywords, which have their own messages. */
const describing =
  /^(title|description|examples?|default|readOnly|deprecated|properties|items|anyOf|x-.*|\$ref|\$schema)$/

type Keyword = { keyword: string; value: unknown }

/** Every keyword of every schema of a request in the document, with its value; references are followed once. */
function keywordsOf(document: Record<string, any>): Keyword[] {
  const found: Keyword[] = []
  const seen = new Set<string>()
  const walk = (schema: Record<string, any>): void => {
    if (schema.$ref && !seen.has(schema.$ref)) {
      seen.add(schema.$ref)
      walk(
        schema.$ref
          .slice(2)
          .split('/')
          .reduce((at: any, part: string) => at[part], document),
      )
    }
    for (const [keyword, value] of Object.entries(schema))
      if (!describing.test(keyword)) found.push({ keyword, value })
    for (const each of [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])])
      walk(each as Record<string, any>)
    if (schema.items) walk(schema.items)
  }
  for (const path of Object.values(document.paths as Record<string, Record<string, any>>))
    for (const { parameters = [], requestBody } of Object.values(path)) {
      // The schemas of headers are for readers of the document: the validator does not check them.
      for (const { schema } of parameters.filter((one: object) => !('$ref' in one))) walk(schema)
      const body = requestBody?.content['application/json']?.schema
      if (body) walk(body)
    }
  return found
}

it('every keyword, format and pattern of a request has its own message in both languages', async () => {
  const document = JSON.parse(await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8'))
  const keywords = keywordsOf(document)
  expect(keywords.length).toBeGreaterThan(100)
  for (const { keyword, value } of keywords) {
    const params = { [keyword]: value, limit: value, allowedValues: value, allowedValue: value }
    // The messages of the validator itself, which users must not see.
    const error = { keyword, params, instancePath: '/a', schemaPath: '', message: 'RAW' }
    const [first] = messagesByPath([error])
    for (const text of [first?.message.en, first?.message.ru])
      expect(text, `${keyword}: ${value}`).not.toMatch(/RAW|undefined|must match|подходить под/)
    if (keyword === 'format') expect(first?.message.en).not.toBe(`must be a ${value}`)
    expect(first?.message.ru, `${keyword}: ${value}`).not.toMatch(/недопустимое значение|записано неверно/)
  }
})
