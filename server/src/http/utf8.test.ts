import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { utf8Of } from './utf8.ts'

it('utf8Of equals Buffer.from for every text, one text after another', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((candidate) => candidate.isWellFormed())
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      expect(texts.map(utf8Of)).toEqual(texts.map((one) => Buffer.from(one)))
    }),
    tries(),
  )
})
