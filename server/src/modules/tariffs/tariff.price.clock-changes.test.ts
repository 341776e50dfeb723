import { describe, it } from 'vitest'
import { assertPrice, type PriceCase, rule } from '../../../../testing/oracles/price-cases.ts'

const [berlin, newYork, lordHowe] = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']
const [saoPaulo, beirut, moscow] = ['America/Sao_Paulo', 'Asia/Beirut', 'Europe/Moscow']

describe('a day of another length is priced by its real length', () => {
  const day = (zone: string, from: string, to: string, minutes: number): PriceCase => ({
    zone,
    during: [from, to],
    // At 600.00 an hour a minute is 10.00.
    lines: [[from, to, minutes, 60_000, minutes * 1_000, 'base']],
  })

  it.each<[string, PriceCase]>([
    ['23 h in Berlin in March', day(berlin, '2026-03-28T23:00', '2026-03-29T22:00', 1_380)],
    ['25 h in Berlin in October', day(berlin, '2026-10-24T22:00', '2026-10-25T23:00', 1_500)],
    ['23 h in New York in March', day(newYork, '2026-03-08T05:00', '2026-03-09T04:00', 1_380)],
    ['25 h in New York in November', day(newYork, '2026-11-01T04:00', '2026-11-02T05:00', 1_500)],
    ['24.5 h on Lord Howe in April', day(lordHowe, '2026-04-04T13:00', '2026-04-05T13:30', 1_470)],
    ['23.5 h on Lord Howe in October', day(lordHowe, '2026-10-03T13:30', '2026-10-04T13:00', 1_410)],
    ['23 h that begin at 01:00 in São Paulo', day(saoPaulo, '2017-10-15T03:00', '2017-10-16T02:00', 1_380)],
    ['25 h with 23:00 twice in São Paulo', day(saoPaulo, '2017-02-18T02:00', '2017-02-19T03:00', 1_500)],
    ['25 h in Moscow, the last time', day(moscow, '2014-10-25T20:00', '2014-10-26T21:00', 1_500)],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})

describe('a skipped hour is never paid', () => {
  // 29 March 2026 in Berlin: 02:00 becomes 03:00 at 01:00 UTC.
  it.each<[string, PriceCase]>([
    [
      'a rule for this hour alone never applies, and does not cut the line',
      {
        zone: berlin,
        tariff: { rules: [rule('02:00', '03:00', 1, 'Never')] },
        during: ['2026-03-29T00:00', '2026-03-29T02:00'],
        lines: [['2026-03-29T00:00', '2026-03-29T02:00', 120, 60_000, 120_000, 'base']],
      },
    ],
    [
      'a rule that begins before it and ends after it makes one line',
      {
        zone: berlin,
        tariff: { rules: [rule('01:30', '03:30', 30_000, 'Night')] },
        during: ['2026-03-29T00:00', '2026-03-29T02:00'],
        lines: [
          ['2026-03-29T00:00', '2026-03-29T00:30', 30, 60_000, 30_000, 'base'],
          ['2026-03-29T00:30', '2026-03-29T01:30', 60, 30_000, 30_000, 'Night'],
          ['2026-03-29T01:30', '2026-03-29T02:00', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
    [
      'a rule that ends within the hour ends where the hour begins',
      {
        zone: newYork,
        tariff: { rules: [rule('00:00', '02:30', 30_000, 'Night', [7])] },
        during: ['2026-03-08T06:30', '2026-03-08T07:30'],
        lines: [
          ['2026-03-08T06:30', '2026-03-08T07:00', 30, 30_000, 15_000, 'Night'],
          ['2026-03-08T07:00', '2026-03-08T07:30', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
    [
      'half an hour on Lord Howe',
      {
        zone: lordHowe,
        tariff: { rules: [rule('02:00', '02:30', 1, 'Never')] },
        during: ['2026-10-03T15:00', '2026-10-03T16:00'],
        lines: [['2026-10-03T15:00', '2026-10-03T16:00', 60, 60_000, 60_000, 'base']],
      },
    ],
    [
      'the first hour of a day in São Paulo: Saturday 23:00, then Sunday 01:00',
      {
        zone: saoPaulo,
        tariff: { rules: [rule('00:00', '01:00', 1, 'Never')] },
        during: ['2017-10-15T02:00', '2017-10-15T04:00'],
        lines: [
          ['2017-10-15T02:00', '2017-10-15T03:00', 60, 60_000, 60_000, 'base'],
          ['2017-10-15T03:00', '2017-10-15T04:00', 60, 60_000, 60_000, 'base'],
        ],
      },
    ],
    [
      'a whole Friday in Samoa: Thursday, then Saturday',
      {
        zone: 'Pacific/Apia',
        tariff: { rules: [rule('00:00', '24:00', 1, 'Never', [5]), rule('00:00', '24:00', 600, 'Sat', [6])] },
        during: ['2011-12-30T09:00', '2011-12-30T11:00'],
        lines: [
          ['2011-12-30T09:00', '2011-12-30T10:00', 60, 60_000, 60_000, 'base'],
          ['2011-12-30T10:00', '2011-12-30T11:00', 60, 600, 600, 'Sat'],
        ],
      },
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})

describe('a repeated hour is paid twice', () => {
  // 25 October 2026 in Berlin: 03:00 becomes 02:00 at 01:00 UTC.
  const night: [string, string] = ['2026-10-24T23:00', '2026-10-25T03:00']

  it.each<[string, PriceCase]>([
    [
      'a rule for this hour alone applies for two hours, in one line',
      {
        zone: berlin,
        tariff: { rules: [rule('02:00', '03:00', 30_000, 'Night')] },
        during: night,
        lines: [
          ['2026-10-24T23:00', '2026-10-25T00:00', 60, 60_000, 60_000, 'base'],
          ['2026-10-25T00:00', '2026-10-25T02:00', 120, 30_000, 60_000, 'Night'],
          ['2026-10-25T02:00', '2026-10-25T03:00', 60, 60_000, 60_000, 'base'],
        ],
      },
    ],
    [
      'a rule for a part of the hour applies twice, with another line between',
      {
        zone: berlin,
        tariff: { rules: [rule('02:30', '03:00', 30_000, 'Night')] },
        during: night,
        lines: [
          ['2026-10-24T23:00', '2026-10-25T00:30', 90, 60_000, 90_000, 'base'],
          ['2026-10-25T00:30', '2026-10-25T01:00', 30, 30_000, 15_000, 'Night'],
          ['2026-10-25T01:00', '2026-10-25T01:30', 30, 60_000, 30_000, 'base'],
          ['2026-10-25T01:30', '2026-10-25T02:00', 30, 30_000, 15_000, 'Night'],
          ['2026-10-25T02:00', '2026-10-25T03:00', 60, 60_000, 60_000, 'base'],
        ],
      },
    ],
    [
      'from 01:00 to 02:00 in New York, on Sundays',
      {
        zone: newYork,
        tariff: { rules: [rule('01:00', '02:00', 30_000, 'Night', [7])] },
        during: ['2026-11-01T04:30', '2026-11-01T07:30'],
        lines: [
          ['2026-11-01T04:30', '2026-11-01T05:00', 30, 60_000, 30_000, 'base'],
          ['2026-11-01T05:00', '2026-11-01T07:00', 120, 30_000, 60_000, 'Night'],
          ['2026-11-01T07:00', '2026-11-01T07:30', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
    [
      'half an hour on Lord Howe',
      {
        zone: lordHowe,
        tariff: { rules: [rule('01:30', '02:00', 30_000, 'Night')] },
        during: ['2026-04-04T14:00', '2026-04-04T16:00'],
        lines: [
          ['2026-04-04T14:00', '2026-04-04T14:30', 30, 60_000, 30_000, 'base'],
          ['2026-04-04T14:30', '2026-04-04T15:30', 60, 30_000, 30_000, 'Night'],
          ['2026-04-04T15:30', '2026-04-04T16:00', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
    [
      'the last hour of a Saturday in Beirut, before Sunday begins',
      {
        zone: beirut,
        tariff: { rules: [rule('23:00', '24:00', 30_000, 'Late', [6])] },
        during: ['2026-10-24T20:00', '2026-10-24T23:00'],
        lines: [
          ['2026-10-24T20:00', '2026-10-24T22:00', 120, 30_000, 60_000, 'Late'],
          ['2026-10-24T22:00', '2026-10-24T23:00', 60, 60_000, 60_000, 'base'],
        ],
      },
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})

describe('a daily cap, on a day with a clock change', () => {
  it.each<[string, PriceCase]>([
    [
      'applies once to all 25 hours',
      {
        zone: saoPaulo,
        tariff: { dailyCap: 1_000_000 },
        during: ['2017-02-18T02:00', '2017-02-19T03:00'],
        lines: [
          ['2017-02-18T02:00', '2017-02-19T03:00', 1_500, 60_000, 1_500_000, 'base'],
          ['2017-02-18T02:00', '2017-02-19T03:00', 0, 0, -500_000, 'daily_cap'],
        ],
      },
    ],
    [
      'equal to the price of 23½ hours subtracts nothing from a day of 23 hours',
      {
        zone: berlin,
        tariff: { dailyCap: 1_410_000 },
        during: ['2026-03-28T23:00', '2026-03-29T22:00'],
        lines: [['2026-03-28T23:00', '2026-03-29T22:00', 1_380, 60_000, 1_380_000, 'base']],
      },
    ],
    [
      // 7 November 2010: Sunday 00:01 became Saturday 23:01 at 02:31 UTC.
      'applies once to a day that the clock returns to after the next day has begun',
      {
        zone: 'America/St_Johns',
        tariff: { dailyCap: 50_000 },
        during: ['2010-11-07T02:00', '2010-11-07T04:00'],
        lines: [
          ['2010-11-07T02:00', '2010-11-07T02:30', 30, 60_000, 30_000, 'base'],
          ['2010-11-07T02:31', '2010-11-07T03:30', 59, 60_000, 59_000, 'base'],
          ['2010-11-07T02:00', '2010-11-07T03:30', 0, 0, -39_000, 'daily_cap'],
          ['2010-11-07T02:30', '2010-11-07T02:31', 1, 60_000, 1_000, 'base'],
          ['2010-11-07T03:30', '2010-11-07T04:00', 30, 60_000, 30_000, 'base'],
        ],
      },
    ],
  ])('%s', (_, priceCase) => assertPrice(priceCase))
})
