import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('a table is saved as spreadsheets of the language read it; the writer is the service’s, and tested there', () => {
  const rows = [['Зал "Ёж", большой', 1234.5, null]]
  expect(toCsv(rows, 'en')).toBe('\ufeff"Зал ""Ёж"", большой",1234.5,\r\n')
  expect(toCsv(rows, 'ru')).toBe('\ufeff"Зал ""Ёж"", большой";1234,5;\r\n')
})
