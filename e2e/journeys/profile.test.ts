import { expect, inject, it } from 'vitest'
import { call, signIn } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { makeMember } from '../harness/site-data.ts'
import { button, expectToast, fill } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'

const sites = inject('sites')

it('A member changes the name, the telephone and the password, which ends the sessions elsewhere but not this one', async () => {
  const site = sites.ru
  const member = await makeMember(site)
  const password = 'another long password'
  await withVisit(site, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto('/profile')
    await fill(visit, {
      [words.users.about.firstName]: 'Полина',
      [words.users.about.phone]: '8 921 765-43-21',
    })
    await button(visit, words.common.action.save).click()
    await expectToast(visit, words.users.about.done)
    await fill(visit, {
      [words.users.password.current]: member.password,
      [words.users.password.next]: password,
    })
    await button(visit, words.users.password.submit).click()
    await expectToast(visit, words.users.password.done)
    await page.reload()
    await page.getByRole('heading', { level: 1, name: words.users.title }).waitFor()
    expect(await page.getByLabel(words.users.about.firstName, { exact: true }).inputValue()).toBe('Полина')
    await checkScreen(visit)
  })
  await expect(signIn(site.url, member.email, member.password)).rejects.toThrow('401')
  const token = await signIn(site.url, member.email, password)
  expect(await call(site.url, 'GET', 'me', { token })).toMatchObject({
    firstName: 'Полина',
    phone: '+79217654321',
  })
})

it('A member downloads all stored data as one file, and signs out another device', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await withVisit(site, { as: member }, async (visit) => {
    const { page, words } = visit
    await page.goto('/profile')
    const downloading = page.waitForEvent('download')
    await button(visit, words.users.data.submit).click()
    const chunks: Buffer[] = []
    for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer)
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ user: { email: member.email } })

    const devices = page.getByRole('button', { name: words.users.sessions.end })
    await devices.first().waitFor()
    const before = await devices.count()
    await devices.first().click()
    await expectToast(visit, words.users.sessions.ended)
    await expect.poll(() => devices.count(), { timeout: 30_000 }).toBe(before - 1)
  })
})
