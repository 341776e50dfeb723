import { expect, it } from 'vitest'
import { durationText } from './duration-text.ts'

it.each([
  [0, '0 minutes', '0\u00a0мин'],
  [1, '1 minute', '1\u00a0мин'],
  [30, '30 minutes', '30\u00a0мин'],
  [60, '1 hour', '1\u00a0ч'],
  [90, '1 hour 30 minutes', '1\u00a0ч 30\u00a0мин'],
  [1_440, '24 hours', '24\u00a0ч'],
  [1_470, '24 hours 30 minutes', '24\u00a0ч 30\u00a0мин'],
  [2_880, '2 days', '2\u00a0дн.'],
  [525_600, '365 days', '365\u00a0дн.'],
])('%i minutes are %s', (minutes, en, ru) => expect(durationText(minutes)).toEqual({ en, ru }))
