import { expect, inject, it } from 'vitest'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { call } from '../harness/api.ts'
import { dayFromNow } from '../harness/day.ts'
import { examine } from '../harness/examine.ts'
import { adminToken, makeLocation, makeRoom } from '../harness/site.ts'
import { bookButton, button } from '../harness/steps.ts'
import { visiting } from '../harness/visit.ts'
import { like, say } from '../harness/words.ts'

const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '10:00', closes: '20:00' }))
const cases = [
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const

it.each(cases)(
  'A location without hours and spaces is named to its staff with what is missing, and to nobody else ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const id = await makeLocation(site, [])
    await visiting(site, { size, as: { email: adminEmail, password: adminPassword } }, async (visit) => {
      const { page, words } = visit
      const { checklist } = words.catalogue
      await page.goto(`/staff/catalogue?location=${id}`)
      await page.getByText(checklist.missing.hours).waitFor()
      await page.getByText(checklist.missing.spaces).waitFor()
      await examine(visit)
      await button(visit, checklist.go.hours).click()
      await page.getByText(words.catalogue.hours.text).waitFor()
      await page.goto(`/?location=${id}`)
      await page.getByLabel(words.find.from, { exact: true }).waitFor()
      const choice = page.getByLabel(words.find.location, { exact: true })
      if ((await choice.count()) > 0) expect(await choice.locator(`option[value="${id}"]`).count()).toBe(0)
    })
  },
)

it.each(cases)(
  'Where nothing is free the page says why, and a click chooses a length, and then an opening, that fits ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const locationId = await makeLocation(site, week)
    const token = await adminToken(site)
    const tariff = {
      locationId,
      name: say(site.language, 'Hall', 'Зал'),
      hourlyRate: 500_000,
      minMinutes: 180,
    }
    const { id: tariffId } = await call<{ id: string }>(site.url, 'POST', 'tariffs', { token, body: tariff })
    const hall = await makeRoom(site, { locationId, tariffId })
    const date = dayFromNow(2)
    await visiting(site, { size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/?location=${locationId}&date=${date}&time="08:00"&minutes=60`)
      await page.getByText(like(words.find.why.invalid_duration_one, { count: 1 })).waitFor()
      await page.getByRole('button', { name: hall.name }).first().waitFor()
      await examine(visit)
      await page.getByRole('button', { name: like(words.find.help.minutes, {}) }).click()
      await page.getByText(words.find.why.outside_opening_hours).waitFor()
      await examine(visit)
      await page.getByRole('button', { name: like(words.find.help.opening, {}) }).click()
      await bookButton(visit, hall.name).waitFor()
    })
  },
)
