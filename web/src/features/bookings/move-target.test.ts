import { expect, it } from 'vitest'
import { freeTimesOf, spacesOfSameTypes } from './move-target.tsx'

const spaces = [
  { id: 'baikal', name: 'Baikal', type: 'meeting_room' },
  { id: 'ladoga', name: 'Ladoga', type: 'meeting_room' },
  { id: 'desk 1', name: 'Desk 1', type: 'desk' },
  { id: 'hall', name: 'Hall', type: 'event_space' },
] as const
const inactiveRoom = { id: 'inactive', name: 'Inactive', type: 'meeting_room' } as const

it.each([
  [
    ['baikal', 'baikal'],
    ['baikal', 'ladoga'],
  ],
  [
    ['baikal', 'desk 1'],
    ['baikal', 'ladoga', 'desk 1'],
  ],
  [
    ['inactive', 'desk 1'],
    ['inactive', 'baikal', 'ladoga', 'desk 1'],
  ],
  [
    ['inactive', 'inactive'],
    ['inactive', 'baikal', 'ladoga'],
  ],
])('Where the space of the booking and the chosen space are %j, a move offers %j', (ids, offered) => {
  const current = [...spaces, inactiveRoom].find(({ id }) => id === ids[0])
  expect(spacesOfSameTypes([...spaces], current, ids).map(({ id }) => id)).toEqual(offered)
})

it('The free times of a day begin with the day at the earliest, and end when they end, also on the next day; a time without a known end has none', () => {
  const at = (time: string) => Date.parse(`2026-12-${time}:00Z`)
  const free = (from: string, to: string) => ({
    startsAt: `2026-12-${from}:00Z`,
    endsAt: `2026-12-${to}:00Z`,
  })
  const day = { start: at('02T00:00'), end: at('03T00:00') }
  const loaded = { start: at('01T00:00'), end: at('04T00:00') }
  const times = [
    free('01T08:00', '01T12:00'),
    free('01T20:00', '02T09:00'),
    free('02T10:00', '02T11:00'),
    free('02T22:00', '03T05:00'),
    free('03T09:00', '03T12:00'),
  ]
  expect(freeTimesOf(times, { day, loaded })).toEqual([
    { start: at('02T00:00'), end: at('02T09:00') },
    { start: at('02T10:00'), end: at('02T11:00') },
    { start: at('02T22:00'), end: at('03T05:00') },
  ])
  expect(freeTimesOf([free('01T00:00', '04T00:00')], { day, loaded })).toEqual([
    { start: at('02T00:00'), end: null },
  ])
})
