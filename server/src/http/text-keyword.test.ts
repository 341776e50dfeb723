import { Ajv } from 'ajv'
import { expect, it, vi } from 'vitest'
import { textKeyword } from './text-keyword.ts'

const validatorOf = (kind: string) =>
  new Ajv({ keywords: [textKeyword] }).compile({
    type: 'object',
    properties: { text: { type: 'string', 'x-text': kind, minLength: 1, maxLength: 10 } },
  })
// NFC sorts the marks of a letter, in a time that grows with the square of their number.
const manyMarks = `a${'\u0315'.repeat(20)}${'\u0316'.repeat(20)}`

it.each(['line', 'lines', 'password'])(
  'a text far above the maximum length of a %s is refused unread',
  (kind) => {
    const validate = validatorOf(kind)
    const normalize = vi.spyOn(String.prototype, 'normalize')
    expect(validate({ text: manyMarks })).toBe(false)
    expect(validate.errors).toMatchObject([{ keyword: 'maxLength', params: { limit: 10 } }])
    expect(normalize).not.toHaveBeenCalled()
    normalize.mockRestore()
  },
)

it.each(['line', 'lines'])(
  'a %s with more than 30 marks on a letter is refused before it is normalised',
  (kind) => {
    const validate = validatorOf(kind)
    const normalize = vi.spyOn(String.prototype, 'normalize')
    expect(validate({ text: manyMarks.slice(0, 40) })).toBe(false)
    expect(validate.errors).toMatchObject([{ keyword: 'x-text' }])
    expect(normalize).not.toHaveBeenCalled()
    normalize.mockRestore()
  },
)

it.each(['line', 'lines'])('the white space around a %s does not count, however much there is', (kind) => {
  const body = { text: `${' '.repeat(100)}Anna${' '.repeat(900)}` }
  expect(validatorOf(kind)(body)).toBe(true)
  expect(body.text).toBe('Anna')
})

it('the longest text is normalised before its length is checked: four characters may become one', () => {
  const validate = validatorOf('line')
  const person = { text: '\u03B1\u0313\u0300\u0345'.repeat(10) }
  expect(validate(person)).toBe(true)
  expect(person.text).toBe('\u1F82'.repeat(10))
})
