import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tries } from '../../../testing/oracles/arbitraries.ts'
import { type CsvCell, plainCsv, russianCsv, toCsv } from './csv.ts'

const rows = [
  ['Room', 'Sum'],
  ['Big, "blue"; or not', 1234.5],
  ['two\nlines', -3],
  ['plain', null],
]

/** Parses RFC 4180 character by character; shares no code with the writer. */
function readCsv(file: string, separator: string): string[][] {
  expect(file.startsWith('\ufeff')).toBe(true)
  const table: string[][] = []
  let [row, cell, isQuoted] = [[] as string[], '', false]
  for (let at = 1; at < file.length; at += 1) {
    const letter = file[at] as string
    if (isQuoted && letter === '"' && file[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (letter === '"') isQuoted = !isQuoted
    else if (isQuoted) cell += letter
    else if (letter === separator) {
      row.push(cell)
      cell = ''
    } else if (letter === '\r' && file[at + 1] === '\n') {
      table.push([...row, cell])
      ;[row, cell] = [[], '']
      at += 1
    } else cell += letter
  }
  expect([row, cell, isQuoted]).toEqual([[], '', false])
  return table
}

describe('a CSV file', () => {
  it('for programs has commas and points', () => {
    const expected = 'Room,Sum\r\n"Big, ""blue""; or not",1234.5\r\n"two\nlines",-3\r\nplain,\r\n'
    expect(toCsv(rows)).toBe(`\ufeff${expected}`)
  })

  it('for Russian spreadsheets has semicolons, and commas in decimals', () => {
    const expected = 'Room;Sum\r\n"Big, ""blue""; or not";1234,5\r\n"two\nlines";-3\r\nplain;\r\n'
    expect(toCsv(rows, russianCsv)).toBe(`\ufeff${expected}`)
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1+1',
    '\n=3',
    '\t=1',
    '\r=1',
    '\u00A0=1',
    '\u200B=1',
    '\uFEFF=1',
    '＝1',
    '＋1',
    '－1',
    '＠A',
    '−1',
    '\tTab first',
    '\nLine first',
  ])('has no text %j that a spreadsheet takes for a formula', (text) => {
    expect(readCsv(toCsv([[text]]), ',')).toEqual([[`'${text}`]])
  })

  it('leaves numbers numbers, and other text as it is', () => {
    const harmless = ['a=b', '1+1', "'", 'Ёж', '100 %', 'e-mail', 'a@b.c']
    expect(readCsv(toCsv([[-5, 0, 1e12, ...harmless]]), ',')).toEqual([
      ['-5', '0', '1000000000000', ...harmless],
    ])
  })

  it('reads back as what was written, cell by cell', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aЁ",;\r\n\t =+-@\'') })
    const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(
        fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { minLength: width, maxLength: width }),
        {
          minLength: 1,
        },
      ),
    )
    const plain = (cell: CsvCell) => (cell === null ? '' : String(cell))
    fc.assert(
      fc.property(table, fc.constantFrom(plainCsv, russianCsv), (cells, dialect) => {
        const read = readCsv(toCsv(cells, dialect), dialect.separator)
        expect(read.map((row) => row.length)).toEqual(cells.map((row) => row.length))
        read.flat().forEach((got, index) => {
          const cell = cells.flat()[index] as CsvCell
          if (typeof cell === 'string') expect([cell, `'${cell}`]).toContain(got)
          else expect(got).toBe(plain(cell))
          if (typeof cell === 'string') expect(got).not.toMatch(/^\s*[=+\-@]/)
        })
      }),
      tries(),
    )
  })
})
