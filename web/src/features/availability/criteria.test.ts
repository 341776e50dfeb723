import { describe, expect, it } from 'vitest'
import {
  criteriaOf,
  interruptedSlot,
  isTyped,
  lastCriteria,
  maxPriceOf,
  rememberCriteria,
  searchTime,
  searchWithSlot,
} from './criteria.ts'

const moscow = { timeZone: 'Europe/Moscow' }
const at = (iso: string) => Date.parse(iso)

describe('criteriaOf', () => {
  it('keeps the valid parts of an address and drops the others', () => {
    const search = { date: '2026-12-01', time: '14:00', minutes: 90, people: 6, kind: 'desk', view: 'day' }
    expect(criteriaOf(search)).toEqual(search)
    expect(
      criteriaOf({
        date: '2026-13-01',
        time: '25:00',
        minutes: -1,
        people: 'x',
        kind: 'boat',
        view: 1,
        other: 1,
      }),
    ).toEqual({})
  })

  it('keeps the amenities that a space can have, and no more than the service accepts', () => {
    const long = 'a'.repeat(101)
    expect(criteriaOf({ amenities: ['', ' ', 7, 'two\nlines', long, 'проектор', '👨\u200d💻'] })).toEqual({
      amenities: ['проектор', '👨\u200d💻'],
    })
    const many = Array.from({ length: 101 }, (_, index) => `amenity ${index}`)
    expect(criteriaOf({ amenities: many })).toEqual({ amenities: many.slice(0, 100) })
  })

  it('drops the slot of an address whose times are not valid, which could not be shown', () => {
    const booking = (startsAt: string) =>
      `0199d2a0-0000-7000-8000-000000000001~${startsAt}~2026-12-01T10:00:00.000Z`
    expect(criteriaOf({ booking: booking('2026-12-01T09:00:00.000Z') })).toHaveProperty('booking')
    expect(criteriaOf({ booking: booking('2026-13-01T09:00:00.000Z') })).toEqual({})
  })
})

describe('searchWithSlot', () => {
  it('names the location of the slot, because another one may be proposed after the sign-in', () => {
    const slot = {
      spaceId: '0199d2a0-0000-7000-8000-000000000001',
      startsAt: '2026-12-01T09:00:00.000Z',
      endsAt: '2026-12-01T10:00:00.000Z',
    }
    const location = '0199d2a0-0000-7000-8000-000000000002'
    const search = criteriaOf(searchWithSlot({ people: 2 }, { id: location }, slot))
    expect(search).toMatchObject({ people: 2, location })
    expect(interruptedSlot(search)).toEqual(slot)
    expect(interruptedSlot({})).toBeNull()
  })
})

describe('the maximum price', () => {
  it('filters only where its text is an amount of the currency', () => {
    expect(maxPriceOf({ maxPrice: '1200,5' }, 'RUB')).toBe(120_050)
    expect(maxPriceOf({ maxPrice: '1,200' }, 'RUB')).toBeNull()
    expect(maxPriceOf({}, 'RUB')).toBeNull()
  })
})

describe('isTyped', () => {
  it('is true for the text of a field, and false for the button that removes all filters', () => {
    expect(isTyped({ people: 2 })).toBe(true)
    expect(isTyped({ maxPrice: undefined })).toBe(true)
    expect(isTyped({ date: '2026-12-01' })).toBe(false)
    expect(isTyped({ people: undefined, amenities: undefined, maxPrice: undefined })).toBe(false)
  })
})

describe('searchTime', () => {
  it('begins at the next half hour of today and lasts an hour, until the evening', () => {
    const requested = searchTime({}, moscow, at('2026-12-01T11:40:00+03:00'))
    expect(requested).toMatchObject({ date: '2026-12-01', time: '12:00', minutes: 60 })
    expect(requested.startsAt).toBe('2026-12-01T09:00:00.000Z')
    expect(requested.endsAt).toBe('2026-12-01T10:00:00.000Z')
  })

  it('is the next morning when it is late in the evening at the location', () => {
    expect(searchTime({}, moscow, at('2026-12-01T22:10:00+03:00'))).toMatchObject({
      date: '2026-12-02',
      time: '09:00',
    })
  })

  it('begins at the next half hour, and not in the morning that has passed, where today is chosen in the evening', () => {
    const chosen = { date: '2026-12-01' }
    const timeAt = (clock: string) => searchTime(chosen, moscow, at(`2026-12-01T${clock}+03:00`)).time
    expect(timeAt('22:10:00')).toBe('22:30')
    expect(timeAt('03:00:00')).toBe('09:00')
  })

  it('begins at midnight where today is chosen in its last half hour', () => {
    const timeAt = (clock: string) => searchTime({ date: '2026-12-01' }, moscow, at(clock))
    expect(timeAt('2026-12-01T23:29:59+03:00')).toMatchObject({ date: '2026-12-01', time: '23:30' })
    expect(timeAt('2026-12-01T23:30:00+03:00')).toMatchObject({
      date: '2026-12-02',
      time: '00:00',
      startsAt: '2026-12-01T21:00:00.000Z',
    })
  })

  it('is the time an hour later where the spring change skips the requested one', () => {
    const skipped = { date: '2027-03-28', time: '02:30' }
    const berlin = { timeZone: 'Europe/Berlin' }
    expect(searchTime(skipped, berlin, at('2027-03-27T12:00:00Z'))).toMatchObject({
      date: '2027-03-28',
      time: '03:30',
      startsAt: '2027-03-28T01:30:00.000Z',
    })
  })

  it('is the requested time by the clock of the location', () => {
    const requested = searchTime(
      { date: '2026-12-05', time: '14:00', minutes: 120 },
      moscow,
      at('2026-12-01T08:00:00Z'),
    )
    expect([requested.startsAt, requested.endsAt]).toEqual([
      '2026-12-05T11:00:00.000Z',
      '2026-12-05T13:00:00.000Z',
    ])
  })
})

describe('lastCriteria', () => {
  it('keeps the day and the time until they have passed at the location', () => {
    const criteria = { date: '2026-12-01', time: '14:00', minutes: 90 }
    rememberCriteria(criteria, moscow.timeZone)
    expect(lastCriteria(at('2026-12-01T13:59:00+03:00'))).toEqual(criteria)
    expect(lastCriteria(at('2026-12-01T14:00:00+03:00'))).toEqual({ minutes: 90 })
    rememberCriteria({ date: '2026-12-01' }, moscow.timeZone)
    expect(lastCriteria(at('2026-12-01T23:59:00+03:00'))).toEqual({ date: '2026-12-01' })
    expect(lastCriteria(at('2026-12-02T00:00:00+03:00'))).toEqual({})
  })
})
