import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeEach, expect, it, vi } from 'vitest'

// The texts are loaded here, and other tests of this process run without them.
beforeEach(() => {
  vi.resetModules()
  return () => vi.resetModules()
})

it('A call of unknown outcome is shown in the zone of the location where it was made', async () => {
  vi.stubGlobal('navigator', { languages: ['en-GB'] })
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const { loadTexts, startI18n } = await import('../../shared/i18n/i18n.ts')
  await startI18n('en')
  await loadTexts('staff')
  const { UnsettledBooking } = await import('./unsettled-booking.tsx')
  const booking = {
    ...{ userId: 'user', spaceId: 'room', expectedTotal: 0 },
    startsAt: '2026-12-01T09:00:00.000Z',
    endsAt: '2026-12-01T10:00:00.000Z',
  }
  const call = { booking, locationId: 'baikal', currency: 'RUB', topUp: null, checksIn: false }
  const render = (timeZone: string) =>
    renderToStaticMarkup(createElement(UnsettledBooking, { call: { ...call, timeZone } }))
  expect(render('Asia/Irkutsk')).toContain('17:00')
  expect(render('Europe/Moscow')).toContain('12:00')
})
