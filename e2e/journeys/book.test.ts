import { expect, inject, it } from 'vitest'
import { examine } from '../harness/examine.ts'
import { makeRoom, newcomer, topUp } from '../harness/site.ts'
import { bookButton, button, dialog, expectToast, follow, signUp } from '../harness/steps.ts'
import { visiting } from '../harness/visit.ts'

it.each([
  { language: 'en', size: 'desktop' },
  { language: 'ru', size: 'phone' },
] as const)(
  'A newcomer signs up and books a room for six tomorrow at two, in at most three clicks each and without a reload ($language, $size)',
  async ({ language, size }) => {
    const site = inject('sites')[language]
    const room = await makeRoom(site)
    const person = newcomer(site)
    await visiting(site, { size }, async (visit) => {
      const { page, words } = visit
      await examine(visit)
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
      await examine(visit)
      await button(visit, words.bookings.book.submit).click()
      await expectToast(visit, words.bookings.book.done, { name: room.name })
      expect(await visit.clicks()).toBe(2 + 3)
      await bookButton(visit, room.name).waitFor({ state: 'detached' })
      await examine(visit)
      expect(visit.loads()).toBe(1)
    })
  },
)
