import { describe, expect, it } from 'vitest'
import { makeSpace } from '../../../../testing/factories.ts'
import { useOnlineBookings } from '../../../../testing/fixtures/online-bookings.ts'
import { providers } from '../../../../testing/fixtures/payments.ts'

describe.each(providers)('the page of %s', (name) => {
  const { fixture, ids, begin, book, nextHour, providerIdOf } = useOnlineBookings(name, 60_000)

  const descriptionOf = (paymentId: string) =>
    fixture.provider.state.payments.get(providerIdOf(paymentId))?.description?.replaceAll(/\s/g, ' ') ?? ''
  const chooseLanguage = (locale: string) =>
    fixture.service.deps.pool.query('UPDATE users SET locale = $1 WHERE id = $2', [locale, fixture.member.id])

  it.each([
    ['en', 'Balance top-up'],
    ['ru', 'Пополнение баланса'],
  ])('says in %s that the payment is a top-up', async (locale, text) => {
    await chooseLanguage(locale)
    expect(descriptionOf((await begin(900)).body.id)).toBe(text)
  })

  it.each([
    ['en', 'Booking: Saturday, 5 December 2026, 10:00–11:00, Room 🪑🪑'],
    ['ru', 'Бронирование: воскресенье, 6 декабря 2026 г., 10:00–11:00, Room 🪑🪑'],
  ])('says in %s which booking is paid for, however long the name of its space is', async (locale, text) => {
    await chooseLanguage(locale)
    const space = { ...ids, name: `Room ${'🪑'.repeat(45)} ${locale}` }
    const { id: spaceId } = await makeSpace(fixture.service, fixture.admin, space)
    const created = await book({ spaceId, ...nextHour() })
    expect(created.status, created.text).toBe(201)
    const description = descriptionOf(created.body.paymentRequest.id)
    expect(description.slice(0, text.length)).toBe(text)
    expect(description.isWellFormed()).toBe(true)
  })
})
