import { expect, it } from 'vitest'
import { parseTaxRate, writeTaxRate } from './tax-rate.ts'

it.each([
  ['20', 2_000],
  ['7,5 %', 750],
  ['8.25', 825],
  ['0', 0],
  ['', null],
  ['twenty', -1],
  ['8.255', -1],
  ['-5', -1],
  ['100', 10_000],
  ['100.01', -1],
  ['150', -1],
])('A tax rate written as "%s" is %s hundredths of a percent', (text, rate) => {
  expect(parseTaxRate(text)).toBe(rate)
})

it.each(['en', 'ru'])('A tax rate that is shown in %s is parsed to the original rate', (language) => {
  for (const rate of [0, 1, 750, 825, 2_000, 10_000])
    expect(parseTaxRate(writeTaxRate(rate, language))).toBe(rate)
})
