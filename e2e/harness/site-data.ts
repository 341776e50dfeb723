import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import * as coworking from '../../testing/coworking.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { apiOf, call, type Session, signIn } from './api.ts'
import type { Site } from './prepare-site.ts'
import { finishPaymentWithoutPage } from './provider-page.ts'
import { inLanguage } from './words.ts'

export type Person = {
  id: string
  email: string
  password: string
  firstName: string
  lastName: string
  token: string
}
export type Room = { id: string; name: string }
export type Booking = { id: string; spaceId: string; startsAt: string; endsAt: string; status: string }

// An access token is valid for a quarter of an hour, and all journeys together may take longer: the administrator signs in again after
// this time.
const renewTokenAfterMs = 10 * 60_000
/** The administrator of each site, as the `as` of `withVisit`. */
export const admin = { email: adminEmail, password: adminPassword }

const adminTokens = new Map<string, { token: Promise<string>; signedInAt: number }>()

/** The access token of the administrator, who signs in again when the token gets old. */
export function adminToken({ url }: Site): Promise<string> {
  const stored = adminTokens.get(url)
  if (stored && Date.now() - stored.signedInAt < renewTokenAfterMs) return stored.token
  const token = signIn(url, adminEmail, adminPassword)
  // After a failure the next caller signs in again.
  token.catch(() => adminTokens.delete(url))
  adminTokens.set(url, { token, signedInAt: Date.now() })
  return token
}

/** Deactivates a space or a location at the end of the test that calls this. */
function deactivateAfterTest(site: Site, path: string): void {
  onTestFinished(async () => {
    const token = await adminToken(site)
    await call(site.url, 'PATCH', path, { token, body: { isActive: false } })
  })
}

type NewRoom = {
  locationId?: string
  capacity?: number
  requiresApproval?: boolean
  requiresCheckIn?: boolean
  tariffId?: string
}

let rooms = 0

/**
 * Makes a room for six that only this test uses. It is deactivated after the test, because the start page shows only the first few
 * spaces of a type.
 */
export async function makeRoom(site: Site, room: NewRoom = {}): Promise<Room> {
  rooms += 1
  const { id, name } = await coworking.makeSpace(apiOf(site.url), await adminToken(site), {
    locationId: site.locationId,
    tariffId: site.tariffId,
    name: `${inLanguage(site.language, 'Baikal', 'Байкал')} ${process.pid}-${rooms}`,
    amenities: ['Wi-Fi', inLanguage(site.language, 'screen', 'экран')],
    ...room,
  })
  deactivateAfterTest(site, `spaces/${id}`)
  return { id, name }
}

let tariffs = 0
/** Makes a tariff that only this test uses, with a function that changes its price. */
export async function makeTariff(site: Site, hourlyRate: number) {
  const token = await adminToken(site)
  const name = `${inLanguage(site.language, 'Rooms', 'Переговорные')} ${process.pid}-${++tariffs}`
  const fields = { locationId: site.locationId, name, hourlyRate }
  const { id } = await coworking.makeTariff(apiOf(site.url), token, fields)
  const setRate = (rate: number) =>
    call(site.url, 'PATCH', `tariffs/${id}`, { token, body: { hourlyRate: rate } })
  return { id, setRate }
}

type Week = { weekday: number; opens: string; closes: string }[]

/**
 * Makes another location that only this test uses; it is deactivated after the test. Its name comes after that of the site's location,
 * which stays the first of every list.
 */
export async function makeLocation(
  site: Site,
  fields: { weekly?: Week; timeZone?: string } = {},
): Promise<string> {
  const token = await adminToken(site)
  const name = inLanguage(site.language, 'Yard', 'Ямская')
  const { id } = await coworking.makeLocation(apiOf(site.url), token, { name, ...fields })
  deactivateAfterTest(site, `locations/${id}`)
  return id
}

export const openingHoursOf = async (site: Site, locationId: string): Promise<Week> =>
  (await call<{ weekly: Week }>(site.url, 'GET', `locations/${locationId}/opening-hours`)).weekly

const namesByLanguage = {
  en: { firstName: 'Anna', lastName: 'Orlova', memo: 'cash' },
  ru: { firstName: 'Анна', lastName: 'Орлова', memo: 'наличные' },
}

/** The data that a person enters to sign up. */
export function signUpData({ language }: Site) {
  const { firstName, lastName } = namesByLanguage[language]
  return { email: `anna.${randomUUID()}@example.com`, password: 'correct horse battery', firstName, lastName }
}

/** Makes a member with this amount of money. */
export async function makeMember(site: Site, balance = 1_000_000): Promise<Person> {
  const person = signUpData(site)
  const body = { ...person, locale: site.language }
  const { accessToken, user } = await call<Session>(site.url, 'POST', 'auth/register', { body })
  if (balance > 0) await topUp(site, user.id, balance)
  return { ...person, id: user.id, token: accessToken }
}

export async function topUp(site: Site, userId: string, amount: number): Promise<void> {
  const { memo } = namesByLanguage[site.language]
  await coworking.topUp(apiOf(site.url), await adminToken(site), userId, amount, { memo })
}

export type Slot = { spaceId: string; startsAt: string; endsAt: string }

export const book = (site: Site, { token }: Pick<Person, 'token'>, slot: Slot): Promise<Booking> =>
  call(site.url, 'POST', 'bookings', { token, body: slot })

export const bookingsOf = async (site: Site, { token }: Person): Promise<Booking[]> =>
  (await call<{ items: Booking[] }>(site.url, 'GET', 'bookings', { token })).items

const halfHourMs = 30 * 60_000

/** Books an hour for a member, from the beginning of the running half hour on. */
export async function bookNow(site: Site, userId: string, spaceId: string): Promise<Booking> {
  const token = await adminToken(site)
  const start = Math.floor(Date.now() / halfHourMs) * halfHourMs
  const slot = {
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + 2 * halfHourMs).toISOString(),
  }
  return call(site.url, 'POST', 'bookings', { token, body: { spaceId, userId, ...slot } })
}

/** Makes a completed booking, so that the member may review the space. */
export async function makeCompletedBooking(site: Site, userId: string, spaceId: string): Promise<void> {
  const token = await adminToken(site)
  const { id } = await bookNow(site, userId, spaceId)
  for (const action of ['check-in', 'complete'])
    await call(site.url, 'POST', `bookings/${id}/${action}`, { token, body: {} })
}

/** Writes a review of a space that the member has used. */
export async function writeReview(
  site: Site,
  { id, token }: Person,
  room: Room,
  review: ReviewInput,
): Promise<string> {
  await makeCompletedBooking(site, id, room.id)
  const path = `spaces/${room.id}/reviews`
  return (await call<{ id: string }>(site.url, 'POST', path, { token, body: review })).id
}
type ReviewInput = { rating: number; text: string }

export const reviewsOf = async (site: Site, { token }: Person): Promise<{ id: string }[]> =>
  (await call<{ reviews: { id: string }[] }>(site.url, 'GET', 'me/export', { token })).reviews

export const moderateReview = async (site: Site, id: string, verdict: 'approve' | 'reject') =>
  call(site.url, 'POST', `reviews/${id}/${verdict}`, { token: await adminToken(site), body: {} })

type Entry = { kind: string; amount: number; balanceAfter: number }

/** The wallet entries of a member, newest first. */
export const entriesOf = async (site: Site, { token }: Person): Promise<Entry[]> =>
  (await call<{ items: Entry[] }>(site.url, 'GET', 'me/wallet/entries', { token })).items

/** Tops a member's balance up by a card payment, and waits until the service knows that it is paid. */
export async function payByCard(site: Site, { token }: Person, amount: number): Promise<void> {
  type Payment = { id: string; status: string; checkoutUrl: string }
  const { id, checkoutUrl } = await call<Payment>(site.url, 'POST', 'payments', { token, body: { amount } })
  await finishPaymentWithoutPage(checkoutUrl, 'pay')
  const status = async () => (await call<Payment>(site.url, 'GET', `payments/${id}`, { token })).status
  // The service asks the provider at most every two seconds.
  await expect.poll(status, { timeout: 20_000, interval: 500 }).toBe('succeeded')
}
