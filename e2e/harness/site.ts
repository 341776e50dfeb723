import { randomUUID } from 'node:crypto'
import { adminEmail, adminPassword } from '../../server/soak/service-process.ts'
import { call, type Session, signIn } from './api.ts'
import { type Language, say } from './words.ts'

/** A service with one coworking that is always open, and the people and rooms that journeys need. */
export type Site = { url: string; language: Language; locationId: string; tariffId: string }

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

export const timeZone = 'Europe/Moscow'
export const currency = 'RUB'
export const hourlyRate = 60_000

export async function openSite(url: string, language: Language): Promise<Site> {
  const token = await signIn(url, adminEmail, adminPassword)
  const make = (path: string, body: object) => call<{ id: string }>(url, 'POST', path, { token, body })
  const location = await make('locations', {
    name: say(language, 'Loft on Pokrovka', 'Лофт на Покровке'),
    address: say(language, 'Moscow, Pokrovka 7', 'Москва, Покровка, 7'),
    timeZone,
    currency,
  })
  const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }))
  await call(url, 'PUT', `locations/${location.id}/opening-hours`, { token, body: { weekly } })
  const tariff = await make('tariffs', {
    name: say(language, 'Meeting rooms', 'Переговорные'),
    currency,
    hourlyRate,
    minLeadMinutes: 0,
    cancellation: [{ hoursBefore: 2, refundPercent: 100 }],
  })
  const site = { url, language, locationId: location.id, tariffId: tariff.id }
  for (const name of [say(language, 'Quiet room', 'Тихая комната'), say(language, 'Corner room', 'Угловая')])
    await makeRoom(site, { name, capacity: 8 })
  return site
}

const adminTokens = new Map<string, Promise<string>>()

/** Of the administrator; signed in once a file of tests. */
export function adminToken({ url }: Site): Promise<string> {
  const token = adminTokens.get(url) ?? signIn(url, adminEmail, adminPassword)
  adminTokens.set(url, token)
  return token
}

type NewRoom = { name?: string; capacity?: number; requiresApproval?: boolean; requiresCheckIn?: boolean }
let rooms = 0

/** A room for six that only this test knows of. */
export async function makeRoom(site: Site, room: NewRoom = {}): Promise<Room> {
  rooms += 1
  const body = {
    locationId: site.locationId,
    tariffId: site.tariffId,
    name: `${say(site.language, 'Baikal', 'Байкал')} ${process.pid}-${rooms}`,
    type: 'meeting_room',
    capacity: 6,
    amenities: ['Wi-Fi', say(site.language, 'screen', 'экран')],
    ...room,
  }
  return call<Room>(site.url, 'POST', 'spaces', { token: await adminToken(site), body })
}

const known = {
  en: { firstName: 'Anna', lastName: 'Orlova', memo: 'cash' },
  ru: { firstName: 'Анна', lastName: 'Орлова', memo: 'наличные' },
}

/** What somebody types who is about to sign up. */
export function newcomer({ language }: Site) {
  const { firstName, lastName } = known[language]
  return { email: `anna.${randomUUID()}@example.com`, password: 'correct horse battery', firstName, lastName }
}

/** A member with so much money. */
export async function makeMember(site: Site, balance = 1_000_000): Promise<Person> {
  const person = newcomer(site)
  const body = { ...person, locale: site.language }
  const { accessToken, user } = await call<Session>(site.url, 'POST', 'auth/register', { body })
  if (balance > 0) await topUp(site, user.id, balance)
  return { ...person, id: user.id, token: accessToken }
}

export async function topUp(site: Site, userId: string, amount: number): Promise<void> {
  const body = { kind: 'top_up', amount, memo: known[site.language].memo }
  await call(site.url, 'POST', `users/${userId}/wallet/entries`, { token: await adminToken(site), body })
}

export type Slot = { spaceId: string; startsAt: string; endsAt: string }

export const book = (site: Site, { token }: Person, slot: Slot): Promise<Booking> =>
  call(site.url, 'POST', 'bookings', { token, body: slot })

export const bookingsOf = async (site: Site, { token }: Person): Promise<Booking[]> =>
  (await call<{ items: Booking[] }>(site.url, 'GET', 'bookings', { token })).items

type Entry = { kind: string; amount: number; balanceAfter: number }

/** Newest first. */
export const entriesOf = async (site: Site, { token }: Person): Promise<Entry[]> =>
  (await call<{ items: Entry[] }>(site.url, 'GET', 'me/wallet/entries', { token })).items
