import { expect, inject, it } from 'vitest'
import { dayFromNow } from '../harness/day.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern, wordsOf } from '../harness/words.ts'

const site = inject('sites').en

it('The app starts in the language of the browser; another chosen language is applied at once, without a reload, and is remembered', async () => {
  const russian = wordsOf('ru')
  await withVisit(site, {}, async ({ page, words, loads }) => {
    await page.getByRole('heading', { level: 1, name: words.find.title }).waitFor()
    await page.getByRole('button', { name: words.common.nav.menu }).click()
    await page.getByRole('menuitemradio', { name: words.common.language.ru }).click()
    await page.getByRole('heading', { level: 1, name: russian.find.title }).waitFor()
    expect(loads()).toBe(1)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('ru')
    await page.reload()
    await page.getByRole('heading', { level: 1, name: russian.find.title }).waitFor()
  })
})

it('After a change of the language, the messages at the fields and the message of a failed list are in that language, too', async () => {
  const russian = wordsOf('ru')
  await withVisit(site, { expects: /404 \(/ }, async ({ page, words }) => {
    const choose = async (before: typeof words, language: string) => {
      await page.getByRole('button', { name: before.common.nav.menu }).click()
      await page.getByRole('menuitemradio', { name: language }).click()
    }
    await page.goto('/sign-in')
    await page.getByRole('button', { name: words.sessions.signIn.submit }).click()
    await page.getByText(words.common.error.required).first().waitFor()
    await choose(words, words.common.language.ru)
    await page.getByText(russian.common.error.required).first().waitFor()
    expect(await page.getByText(words.common.error.required).count()).toBe(0)

    await page.route('**/api/v1/locations?*', async (route) => {
      const language = (await route.request().allHeaders())['accept-language']
      const json = { code: 'not_found', status: 404, title: '', detail: `Refused in ${language}.` }
      await route.fulfill({ status: 404, json })
    })
    await page.goto('/')
    await page.getByText('Refused in ru.').waitFor()
    await choose(russian, russian.common.language.en)
    await page.getByText('Refused in en.').waitFor()
  })
})

it('A chosen theme has priority over the theme of the system, and is remembered', async () => {
  await withVisit(site, { size: 'phone' }, async ({ page, words }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    await page.getByRole('button', { name: words.common.nav.menu }).click()
    await page.getByRole('menuitemradio', { name: words.common.theme.dark }).click()
    await expect.poll(background).not.toBe(light)
    const dark = await background()
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await background()).toBe(dark)
    // The page has the theme already before the app applies it.
    const sent = await page.request.get(page.url(), { headers: { accept: 'text/html' } })
    expect(await sent.text()).toContain('data-theme="dark"')
  })
})

it('Times are shown in the zone of the location, with a note where the viewer’s zone differs', async () => {
  const path = `/?date=${dayFromNow(1)}&time=14:00`
  for (const { zone, hasNote } of [
    { zone: 'America/New_York', hasNote: true },
    { zone: 'Europe/Moscow', hasNote: false },
  ])
    await withVisit(site, { zone }, async ({ page, words }) => {
      await page.goto(path)
      await page
        .getByRole('button', { name: textPattern(words.find.bookNamed) })
        .first()
        .click()
      await page
        .getByRole('dialog')
        .getByText(/14:00|0?2:00\sPM/i)
        .first()
        .waitFor()
      const note = page.getByRole('dialog').getByText(textPattern(words.common.zone.ahead))
      expect(await note.count()).toBe(hasNote ? 1 : 0)
    })
})

it('The wheel of a mouse over a field for a number leaves the number as it is', async () => {
  await withVisit(site, {}, async ({ page, words }) => {
    const people = page.getByLabel(words.find.people, { exact: true })
    await people.fill('6')
    await people.hover()
    await page.mouse.wheel(0, 300)
    await expect.poll(() => people.evaluate((field) => field === document.activeElement)).toBe(false)
    expect(await people.inputValue()).toBe('6')
  })
})
