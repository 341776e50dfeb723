import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8Of } from './utf8.ts'

it('makes of the pieces of every text what Buffer makes of the whole, one text after another', () => {
  const piece = fc
    .string({ unit: 'grapheme', maxLength: 100 })
    .filter((candidate) => candidate.isWellFormed())
  fc.assert(
    fc.property(fc.array(fc.array(piece)), (texts) => {
      expect(texts.map(utf8Of)).toEqual(texts.map((pieces) => Buffer.from(pieces.join(''))))
    }),
  )
})
