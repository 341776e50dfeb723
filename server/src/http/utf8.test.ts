import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8Of } from './utf8.ts'

it('makes of every text what Buffer makes of it, one after another', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((candidate) => candidate.isWellFormed())
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const made = texts.map(utf8Of)
      expect(made.map(String)).toEqual(texts)
      expect(made).toEqual(texts.map((one) => Buffer.from(one)))
    }),
  )
})
