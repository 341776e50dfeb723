import { expect, inject, it } from 'vitest'
import { adminEmail, adminPassword } from '../../testing/processes/service-process.ts'
import { examine } from '../harness/examine.ts'
import { makeRoom } from '../harness/site.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { visiting } from '../harness/visit.ts'
import { like, say } from '../harness/words.ts'

const sites = inject('sites')
const admin = { email: adminEmail, password: adminPassword }

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'Somebody without an account is checked in and has paid in cash after at most six clicks and two fields ($language, $size)',
  async ({ language, size }) => {
    const site = sites[language]
    const room = await makeRoom(site)
    const first = say(language, 'Vera', 'Вера')
    await visiting(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto('/staff/today')
      const before = await visit.clicks()
      const free = page.getByRole('region', { name: words.today.free, exact: true })
      const place = free.getByText(room.name, { exact: true })
      const more = free.getByRole('button', { name: like(words.today.showAll_other) })
      await place.or(more).first().waitFor()
      if ((await place.count()) === 0) await more.click()
      await place.click()
      await button(visit, words.desk.book.newPerson).click()
      await dialog(visit)
        .getByLabel(words.staff.newPerson.name)
        .fill(`${first} ${say(language, 'Volkova', 'Волкова')}`)
      await dialog(visit).getByLabel(words.staff.newPerson.contact).fill('8 921 765-43-21')
      await examine(visit)
      await button(visit, words.staff.newPerson.submit).click()
      await dialog(visit).getByLabel(words.desk.book.checkIn).waitFor()
      await examine(visit)
      await button(visit, words.desk.book.submit, { name: first }).click()
      await expectToast(visit, words.desk.book.checkedIn)
      expect((await visit.clicks()) - before).toBeLessThanOrEqual(6)
    })
  },
)
