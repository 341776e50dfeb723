import { expect, inject, it } from 'vitest'
import { checkScreen } from '../harness/check-screen.ts'
import { makeRoom, signUpData, topUp } from '../harness/site-data.ts'
import { bookButton, button, dialog, expectToast, follow, signUp } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'A newcomer signs up and books a room for six tomorrow at two, in at most three clicks each and without a reload ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const room = await makeRoom(site)
    const person = signUpData(site)
    await withVisit(site, { size }, async (visit) => {
      const { page, words } = visit
      await checkScreen(visit)
      await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
      const registered = page.waitForResponse('**/auth/register')
      await signUp(visit, person)
      await expectToast(visit, words.sessions.signUp.welcome, { name: person.firstName })
      expect(await visit.clicks()).toBe(2)
      await topUp(site, (await (await registered).json()).user.id, 500_000)

      await button(visit, words.find.tomorrow).click()
      await page.getByLabel(words.find.from, { exact: true }).selectOption('14:00')
      await page.getByLabel(words.find.people, { exact: true }).fill('6')
      await bookButton(visit, room.name).click()
      await dialog(visit).getByText(words.bookings.book.balanceAfter).waitFor()
      await checkScreen(visit)
      await button(visit, words.bookings.book.submit).click()
      await expectToast(visit, words.bookings.book.done, { name: room.name })
      expect(await visit.clicks()).toBe(2 + 3)
      await bookButton(visit, room.name).waitFor({ state: 'detached' })
      await checkScreen(visit)
      expect(visit.loads()).toBe(1)
    })
  },
)
