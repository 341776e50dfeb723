import { expect, it } from 'vitest'
import { durationText } from './duration-text.ts'

it.each([
  [0, '0 minutes', '0 мин'],
  [1, '1 minute', '1 мин'],
  [30, '30 minutes', '30 мин'],
  [60, '1 hour', '1 ч'],
  [90, '1 hour 30 minutes', '1 ч 30 мин'],
  [1_440, '24 hours', '24 ч'],
  [1_470, '24 hours 30 minutes', '24 ч 30 мин'],
  [2_880, '2 days', '2 дн.'],
  [525_600, '365 days', '365 дн.'],
])('%i minutes are %s', (minutes, en, ru) => expect(durationText(minutes)).toEqual({ en, ru }))
