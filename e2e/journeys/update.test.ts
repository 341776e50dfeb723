import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { makeMember } from '../harness/site-data.ts'
import { button, dialog, expectToast, fill, follow, link } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'

// After an update of the service the files of the earlier version no longer exist; a page that was open meanwhile refers to them.

const sites = inject('sites')

it('When a session ends after an update, its dialog asks for the password, and the typed input is saved', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await withVisit(site, { as: member, expects: /401 \(|404 \(/ }, async (visit) => {
    const { page, words } = visit
    const { token, password: currentPassword } = member
    await page.goto('/profile')
    await fill(visit, { [words.users.about.firstName]: 'Renamed' })
    await page.waitForLoadState('networkidle')
    await page.route('**/assets/*.js', (route) => route.fulfill({ status: 404 }))
    const newPassword = 'a password chosen elsewhere'
    await call(site.url, 'POST', 'me/password', { token, body: { currentPassword, newPassword } })
    await page.clock.setFixedTime(Date.now() + 3_600_000)
    const loads = visit.loads()
    await button(visit, words.common.action.save).click()
    await dialog(visit).getByLabel(words.sessions.password, { exact: true }).fill(newPassword)
    await dialog(visit).getByRole('button', { name: words.sessions.signIn.submit, exact: true }).click()
    await expectToast(visit, words.users.about.done)
    expect(visit.loads()).toBe(loads)
  })
})

it('After an update, the pointer over a link does not reload a page in which something was typed; a click on the link opens its page', async () => {
  await withVisit(sites.ru, { expects: /404 \(|dynamically imported/ }, async (visit) => {
    const { page, words } = visit
    await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
    await fill(visit, { [words.sessions.firstName]: 'Мария' })
    const gone = '**/assets/sign-in*.js'
    await page.route(gone, (route) => route.fulfill({ status: 404 }))
    const probe = page.waitForRequest((request) => request.method() === 'HEAD')
    const signIn = link(visit, words.common.nav.signIn)
    await signIn.hover()
    expect((await (await probe).response())?.status()).toBe(200)
    expect(await page.getByLabel(words.sessions.firstName, { exact: true }).inputValue()).toBe('Мария')
    expect(visit.loads()).toBe(1)
    // The reloaded page is that of the new version, whose files exist.
    await page.unroute(gone)
    await signIn.click()
    await page.getByRole('heading', { level: 1, name: words.sessions.signIn.title }).waitFor()
  })
})

it('A page whose file stays missing reloads itself once, and then says that it cannot be loaded', async () => {
  await withVisit(sites.en, { expects: /404 \(|PageFileError/ }, async (visit) => {
    const { page, words } = visit
    await page.route('**/assets/sign-in*.js', (route) => route.fulfill({ status: 404 }))
    await link(visit, words.common.nav.signIn).click()
    await expect.poll(() => visit.loads()).toBe(2)
    await page.getByText(words.common.error.pageFile).waitFor()
    await page.waitForLoadState('networkidle')
    expect(visit.loads()).toBe(2)
  })
})
