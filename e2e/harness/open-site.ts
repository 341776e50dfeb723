import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { call, signIn } from './api.ts'
import { type Language, say } from './words.ts'

/** A service with one coworking that is always open, and the people and rooms that journeys need. */
export type Site = { url: string; language: Language; locationId: string; tariffId: string }

export const timeZone = 'Europe/Moscow'
export const currency = 'RUB'
export const hourlyRate = 60_000

export async function openSite(url: string, language: Language): Promise<Site> {
  const token = await signIn(url, adminEmail, adminPassword)
  const name = { firstName: say(language, 'Olga', 'Ольга'), lastName: say(language, 'Serova', 'Серова') }
  await call(url, 'PATCH', 'me', { token, body: { ...name, locale: language } })
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
  const [locationId, tariffId] = [location.id, tariff.id]
  for (const name of [say(language, 'Quiet room', 'Тихая комната'), say(language, 'Corner room', 'Угловая')])
    await make('spaces', { locationId, tariffId, name, type: 'meeting_room', capacity: 8 })
  return { url, language, locationId, tariffId }
}
