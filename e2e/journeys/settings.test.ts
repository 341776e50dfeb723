import { expect, inject, it } from 'vitest'
import { dayFromNow } from '../harness/day.ts'
import { visiting } from '../harness/visit.ts'
import { like, wordsOf } from '../harness/words.ts'

const site = inject('sites').en

it('The language of the browser is the first; another is taken at once, without a reload, and is remembered', async () => {
  const russian = wordsOf('ru')
  await visiting(site, {}, async ({ page, words, loads }) => {
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

it('A chosen appearance has priority over that of the system, and is remembered', async () => {
  await visiting(site, { size: 'phone' }, async ({ page, words }) => {
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
  })
})

it('Times are those of the location, and the page says so where the viewer’s clock differs', async () => {
  const path = `/?date=${dayFromNow(1)}&time=14:00`
  for (const { zone, isSaid } of [
    { zone: 'America/New_York', isSaid: true },
    { zone: 'Europe/Moscow', isSaid: false },
  ])
    await visiting(site, { zone }, async ({ page, words }) => {
      await page.goto(path)
      await page
        .getByRole('button', { name: like(words.find.bookNamed) })
        .first()
        .click()
      await page
        .getByRole('dialog')
        .getByText(/14:00|0?2:00\sPM/i)
        .first()
        .waitFor()
      const note = page.getByRole('dialog').getByText(like(words.common.zone.ahead))
      expect(await note.count()).toBe(isSaid ? 1 : 0)
    })
})
