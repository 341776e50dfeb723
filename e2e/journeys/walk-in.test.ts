import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { admin, makeRoom } from '../harness/site.ts'
import { button, dialog, expectToast } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { inLanguage, textPattern } from '../harness/words.ts'

const sites = inject('sites')

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'A person without an account has paid in cash and is checked in after at most six clicks and two fields ($language, $size)',
  async ({ language, size }) => {
    const site = sites[language]
    const room = await makeRoom(site)
    const first = inLanguage(language, 'Vera', 'Вера')
    await withVisit(site, { as: admin, size }, async (visit) => {
      const { page, words } = visit
      await page.goto('/staff/today')
      const before = await visit.clicks()
      const free = page.getByRole('region', { name: words.today.free, exact: true })
      const place = free.getByText(room.name, { exact: true })
      const more = free.getByRole('button', { name: textPattern(words.today.showAll_other) })
      await place.or(more).first().waitFor()
      if ((await place.count()) === 0) await more.click()
      await place.click()
      await button(visit, words.desk.book.newPerson).click()
      await dialog(visit)
        .getByLabel(words.staff.newPerson.name)
        .fill(`${first} ${inLanguage(language, 'Volkova', 'Волкова')}`)
      await dialog(visit).getByLabel(words.staff.newPerson.contact).fill('8 921 765-43-21')
      await checkScreen(visit)
      await button(visit, words.staff.newPerson.submit).click()
      await dialog(visit).getByLabel(words.desk.book.checkIn).waitFor()
      await checkScreen(visit)
      await button(visit, words.desk.book.submit, { name: first }).click()
      await expectToast(visit, words.desk.book.checkedIn)
      expect((await visit.clicks()) - before).toBeLessThanOrEqual(6)
    })
  },
)
