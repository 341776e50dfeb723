import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('a table is saved in the format that spreadsheets of the language read', () => {
  const rows = [['Зал "Ёж", большой', 1234.5, null]]
  expect(toCsv(rows, 'en')).toBe('\ufeff"Зал ""Ёж"", большой",1234.5,\r\n')
  expect(toCsv(rows, 'ru')).toBe('\ufeff"Зал ""Ёж"", большой";1234,5;\r\n')
})
