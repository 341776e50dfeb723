import { expect, it } from 'vitest'
import { spacesOfSameTypes } from './move-target.tsx'

const spaces = [
  { id: 'baikal', type: 'meeting_room' },
  { id: 'ladoga', type: 'meeting_room' },
  { id: 'desk 1', type: 'desk' },
  { id: 'hall', type: 'event_space' },
] as const

it.each([
  [
    ['baikal', 'baikal'],
    ['baikal', 'ladoga'],
  ],
  [
    ['baikal', 'desk 1'],
    ['baikal', 'ladoga', 'desk 1'],
  ],
  [['inactive', 'desk 1'], ['desk 1']],
  [['inactive', 'inactive'], []],
])('Where the space of the booking and the chosen space are %j, a move offers %j', (ids, offered) => {
  expect(spacesOfSameTypes([...spaces], ids).map(({ id }) => id)).toEqual(offered)
})
