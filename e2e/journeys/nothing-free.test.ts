import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { dayFromNow } from '../harness/day.ts'
import { admin, adminToken, makeLocation, makeRoom } from '../harness/site-data.ts'
import { bookButton, button } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { inLanguage, textPattern } from '../harness/words.ts'

const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '10:00', closes: '20:00' }))
const cases = [
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const

it.each(cases)(
  'A location without hours and spaces shows its staff a checklist, and is not offered to members ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const id = await makeLocation(site, { weekly: [] })
    // Members choose a location only where there are several.
    const bookable = await makeLocation(site, { weekly: week })
    await makeRoom(site, { locationId: bookable })
    await withVisit(site, { size, as: admin }, async (visit) => {
      const { page, words } = visit
      const { checklist } = words.catalogue
      await page.goto(`/staff/catalogue?location=${id}`)
      await page.getByText(checklist.missing.hours).waitFor()
      await page.getByText(checklist.missing.spaces).waitFor()
      await checkScreen(visit)
      await button(visit, checklist.go.hours).click()
      await page.getByText(words.catalogue.hours.text).waitFor()
      await page.goto(`/?location=${id}`)
      const choice = page.getByLabel(words.find.location, { exact: true })
      await choice.waitFor()
      const countOptions = (value: string) => choice.locator(`option[value="${value}"]`).count()
      expect([await countOptions(bookable), await countOptions(id)]).toEqual([1, 0])
    })
  },
)

it.each(cases)(
  'A search without a result shows the reasons, and buttons that choose a valid length and a free start ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const locationId = await makeLocation(site, { weekly: week })
    const token = await adminToken(site)
    const tariff = {
      locationId,
      name: inLanguage(site.language, 'Hall', 'Зал'),
      hourlyRate: 500_000,
      minMinutes: 180,
    }
    const { id: tariffId } = await call<{ id: string }>(site.url, 'POST', 'tariffs', { token, body: tariff })
    const hall = await makeRoom(site, { locationId, tariffId })
    const date = dayFromNow(2)
    await withVisit(site, { size }, async (visit) => {
      const { page, words } = visit
      await page.goto(`/?location=${locationId}&date=${date}&time=08:00&minutes=60`)
      await page.getByText(textPattern(words.find.why.invalid_duration_one, { count: 1 })).waitFor()
      await page.getByRole('button', { name: hall.name }).first().waitFor()
      await checkScreen(visit)
      await page.getByRole('button', { name: textPattern(words.find.help.minutes, {}) }).click()
      await page.getByText(words.find.why.outside_opening_hours).waitFor()
      await checkScreen(visit)
      await page.getByRole('button', { name: textPattern(words.find.help.start, {}) }).click()
      await bookButton(visit, hall.name).waitFor()
    })
  },
)
