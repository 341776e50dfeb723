import { expect, it } from 'vitest'
import { currentDays } from './day-query.ts'
import { choiceOf, dayOf, weekOf } from './schedule-search.ts'

it.each(['2026-11-23', '2026-11-27', '2026-11-29'])('The week of %s goes from Monday to Sunday', (date) => {
  const dates = weekOf(date)
  expect([dates.length, dates[0], dates[6]]).toEqual([7, '2026-11-23', '2026-11-29'])
})

it('An address that a user typed selects a day, a type and a space only where they exist', () => {
  expect(['2026-12-31', '2026-13-45', 'tomorrow'].map((date) => dayOf({ date }, '2026-11-27'))).toEqual([
    '2026-12-31',
    '2026-11-27',
    '2026-11-27',
  ])
  const [desk, room] = [
    { id: 'a', type: 'desk' as const },
    { id: 'b', type: 'meeting_room' as const },
  ]
  expect(choiceOf({ kind: 'desk', space: 'b' }, [desk, room])).toEqual({ space: room, type: 'meeting_room' })
  expect(choiceOf({ kind: 'desk', space: 'gone' }, [desk, room])).toEqual({ space: undefined, type: 'desk' })
  expect(choiceOf({ kind: 'boat' }, [desk, room])).toEqual({ space: undefined, type: undefined })
})

it.each([
  ['2026-12-01T17:59:00Z', { first: '2026-12-01', last: '2026-12-01' }],
  ['2026-12-01T18:00:00Z', { first: '2026-12-01', last: '2026-12-02' }],
  ['2026-12-01T20:59:00Z', { first: '2026-12-01', last: '2026-12-02' }],
  ['2026-12-01T21:00:00Z', { first: '2026-12-02', last: '2026-12-02' }],
])('In the last three hours of a day the lists of the front desk include the next day (%s)', (now, days) => {
  expect(currentDays(Date.parse(now), 'Europe/Moscow')).toEqual(days)
})
