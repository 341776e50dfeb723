import { describe, expect, it } from 'vitest'
import type { Tariff } from './catalogue-query.ts'
import { bodyOf, draftOf, hasPrices } from './tariff-draft.ts'

const tariff: Tariff = {
  id: '01890000-0000-7000-8000-000000000000',
  locationId: null,
  name: 'Daytime',
  currency: 'RUB',
  hourlyRate: 60_050,
  dailyCap: 300_000,
  rules: [{ weekdays: [6, 7], from: '10:00', to: '24:00', hourlyRate: 30_000, label: 'Weekend' }],
  minMinutes: 60,
  maxMinutes: 600,
  stepMinutes: 15,
  minLeadMinutes: 5,
  maxAdvanceDays: 90,
  cancellation: [{ hoursBefore: 24, refundPercent: 50 }],
  isActive: true,
  createdAt: '2026-12-01T00:00:00.000Z',
  updatedAt: '2026-12-01T00:00:00.000Z',
  version: 1,
}

describe('a draft of a tariff', () => {
  it('with an empty number is never sent as 0, which would be another limit or refund', () => {
    const full = draftOf(tariff, 'ru')
    const empty = {
      ...full,
      maxAdvanceDays: '',
      minLeadMinutes: ' ',
      cancellation: [{ id: 1, hoursBefore: '', refundPercent: '' }],
    }
    expect(bodyOf(empty, 'RUB')).toMatchObject({
      maxAdvanceDays: -1,
      minLeadMinutes: -1,
      cancellation: [{ hoursBefore: -1, refundPercent: -1 }],
    })
    expect(bodyOf({ ...full, minLeadMinutes: '0' }, 'RUB').minLeadMinutes).toBe(0)
  })

  it('that was not edited is sent unchanged', () => {
    const { id, locationId, createdAt, updatedAt, version, ...fields } = tariff
    expect(bodyOf(draftOf(tariff, 'ru'), 'RUB')).toEqual(fields)
  })

  it('keeps its numbers where the location has another currency by now, with another number of decimals', () => {
    const draft = draftOf({ ...tariff, hourlyRate: 100_000 }, 'ru')
    expect(draft).toMatchObject({ hourlyRate: '1000', dailyCap: '3000' })
    expect(bodyOf(draft, 'JPY')).toMatchObject({ currency: 'JPY', hourlyRate: 1_000, dailyCap: 3_000 })
  })

  it('without a cap has none', () => {
    const draft = { ...draftOf(tariff, 'ru'), dailyCap: ' ' }
    expect(bodyOf(draft, 'RUB').dailyCap).toBeNull()
  })

  it('with an amount that cannot be read is never sent as another amount', () => {
    const draft = { ...draftOf(tariff, 'ru'), hourlyRate: '12 apples' }
    expect(bodyOf(draft, 'RUB').hourlyRate).toBe(-1)
    expect(hasPrices(bodyOf(draft, 'RUB'))).toBe(false)
    expect(hasPrices(bodyOf(draftOf(tariff, 'ru'), 'RUB'))).toBe(true)
  })
})
