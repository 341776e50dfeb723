import { expect, it } from 'vitest'
import '../app.ts'
import { validatorCompiler } from './validation.ts'
import { messagesByPath } from './validation-text.ts'

const schema = {
  type: 'object',
  properties: { price: { type: 'integer' }, search: { type: 'string' } },
  additionalProperties: false,
}
const validate = validatorCompiler({ schema, httpPart: 'querystring', method: 'GET', url: '/' })

it.each(['0', '7', '-7', '1000000000000'])('a number in a query may be written as %s', (price) => {
  const query: Record<string, unknown> = { price, search: '0x10' }
  expect(validate(query)).toBe(true)
  expect(query).toEqual({ price: Number(price), search: '0x10' })
})

it.each([
  '0x10',
  '0b1',
  '1e2',
  '+5',
  ' 5',
  '5 ',
  '5\n',
  '05',
  '-0',
  '5.0',
  '5.5',
  '1_000',
  '٥',
  '',
  'Infinity',
])('a number in a query may not be written as %j', (price) => {
  expect(validate({ price })).toBe(false)
  const { errors } = validate as unknown as { errors: Parameters<typeof messagesByPath>[0] }
  expect(messagesByPath(errors)).toEqual([
    { path: '/price', message: { en: 'must be a whole number', ru: 'должно быть целым числом' } },
  ])
})
