import { describe, expect, it } from 'vitest'
import { toCsv } from './csv.ts'

const rows = [
  ['Room', 'Sum'],
  ['Big, "blue"', 1234.5],
  ['=1+1', null],
]

describe('toCsv', () => {
  it('parts by commas in English, quoting what holds one, and lets no name be a formula', () => {
    expect(toCsv(rows, 'en')).toBe(`\ufeffRoom,Sum\r\n"Big, ""blue""",1234.5\r\n'=1+1,\r\n`)
  })

  it('parts by semicolons in Russian, with a comma in decimals', () => {
    expect(toCsv(rows, 'ru')).toBe(`\ufeffRoom;Sum\r\n"Big, ""blue""";1234,5\r\n'=1+1;\r\n`)
  })
})
