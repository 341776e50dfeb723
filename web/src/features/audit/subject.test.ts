import { expect, it } from 'vitest'
import { subjectOf } from './subject.ts'

const event = (entity: string, after: object | null, before: object | null = null) =>
  ({ entity, entityId: 'id', before, after }) as Parameters<typeof subjectOf>[0]
const booking = { spaceId: 's', locationId: 'l', startsAt: '09:00', endsAt: '10:00' }

it.each([
  ['user', {}, { kind: 'person', id: 'id' }],
  ['wallet', { kind: 'top_up' }, { kind: 'person', id: 'id' }],
  ['payment', { userId: 'u' }, { kind: 'person', id: 'u' }],
  ['booking', booking, { kind: 'booking', ...booking }],
  [
    'closure',
    { locationId: 'l', from: 'a', to: 'b' },
    { kind: 'closure', locationId: 'l', from: 'a', to: 'b' },
  ],
  ['opening_hours', { weekly: [] }, { kind: 'hours', id: 'id' }],
  ['review', { rating: 5 }, null],
  ['booking', { status: 'cancelled' }, null],
])('An event about %s with the state %j has the subject %j', (entity, after, subject) => {
  expect(subjectOf(event(entity, after))).toEqual(subject)
})

it('A deleted subject is named by its last state', () => {
  expect(subjectOf(event('booking', null, booking))).toEqual({ kind: 'booking', ...booking })
})
