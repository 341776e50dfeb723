import { makeLocation, makeSpace, makeTariff } from '../../testing/coworking.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { apiOf, call, signIn } from './api.ts'
import { type Language, say } from './words.ts'

/** A service with one coworking that is always open, and the people and rooms that journeys need. */
export type Site = { url: string; language: Language; locationId: string; tariffId: string }

export const timeZone = 'Europe/Moscow'
export const currency = 'RUB'

export async function openSite(url: string, language: Language): Promise<Site> {
  const token = await signIn(url, adminEmail, adminPassword)
  const name = { firstName: say(language, 'Olga', 'Ольга'), lastName: say(language, 'Serova', 'Серова') }
  await call(url, 'PATCH', 'me', { token, body: { ...name, locale: language } })
  const api = apiOf(url)
  const location = await makeLocation(api, token, {
    name: say(language, 'Loft on Pokrovka', 'Лофт на Покровке'),
    address: say(language, 'Moscow, Pokrovka 7', 'Москва, Покровка, 7'),
    timeZone,
    currency,
  })
  const tariff = await makeTariff(api, token, {
    name: say(language, 'Meeting rooms', 'Переговорные'),
    currency,
    minLeadMinutes: 0,
    cancellation: [{ hoursBefore: 2, refundPercent: 100 }],
  })
  const [locationId, tariffId] = [location.id, tariff.id]
  for (const name of [say(language, 'Quiet room', 'Тихая комната'), say(language, 'Corner room', 'Угловая')])
    await makeSpace(api, token, { locationId, tariffId, name, capacity: 8 })
  return { url, language, locationId, tariffId }
}
