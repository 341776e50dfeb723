import { makeLocation, makeSpace, makeTariff } from '../../testing/coworking.ts'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { apiOf, call, signIn } from './api.ts'
import { inLanguage, type Language } from './words.ts'

/** A service with one coworking that is always open, and the people and rooms that journeys need. */
export type Site = { url: string; language: Language; locationId: string; tariffId: string }

export const timeZone = 'Europe/Moscow'
export const currency = 'RUB'

export async function prepareSite(url: string, language: Language): Promise<Site> {
  const token = await signIn(url, adminEmail, adminPassword)
  const name = {
    firstName: inLanguage(language, 'Olga', 'Ольга'),
    lastName: inLanguage(language, 'Serova', 'Серова'),
  }
  await call(url, 'PATCH', 'me', { token, body: { ...name, locale: language } })
  const api = apiOf(url)
  const location = await makeLocation(api, token, {
    name: inLanguage(language, 'Loft on Pokrovka', 'Лофт на Покровке'),
    address: inLanguage(language, 'Moscow, Pokrovka 7', 'Москва, Покровка, 7'),
    timeZone,
    currency,
  })
  const tariff = await makeTariff(api, token, {
    name: inLanguage(language, 'Meeting rooms', 'Переговорные'),
    currency,
    minLeadMinutes: 0,
    cancellation: [{ hoursBefore: 2, refundPercent: 100 }],
  })
  const [locationId, tariffId] = [location.id, tariff.id]
  for (const name of [
    inLanguage(language, 'Quiet room', 'Тихая комната'),
    inLanguage(language, 'Corner room', 'Угловая'),
  ])
    await makeSpace(api, token, { locationId, tariffId, name, capacity: 8 })
  return { url, language, locationId, tariffId }
}
