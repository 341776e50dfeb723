import { expect, inject, it } from 'vitest'
import { call } from '../harness/api.ts'
import { checkScreen } from '../harness/check-screen.ts'
import { mailTo } from '../harness/mailbox.ts'
import type { Site } from '../harness/prepare-site.ts'
import { adminToken, makeMember, signUpData } from '../harness/site-data.ts'
import { accountMenu, button, expectToast, fill, follow, link, signUp } from '../harness/steps.ts'
import { type Visit, withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const sites = inject('sites')

async function signIn(visit: Visit, { email, password }: { email: string; password: string }): Promise<void> {
  const { words } = visit
  await fill(visit, { [words.sessions.email]: email, [words.sessions.password]: password })
  await button(visit, words.sessions.signIn.submit).click()
}

it('A session survives a reload, stores no token where scripts can read it, and ends in all tabs when the user signs out', async () => {
  const site = sites.en
  const member = await makeMember(site)
  await withVisit(site, {}, async (visit) => {
    const { page, words } = visit
    await follow(visit, words.common.nav.signIn, words.sessions.signIn.title)
    await signIn(visit, member)
    await link(visit, words.common.nav.wallet).waitFor()
    await page.reload()
    await link(visit, words.common.nav.wallet).waitFor()
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    )
    expect(readable).not.toMatch(/eyJ|[\w-]{32,}/)

    const otherTab = await page.context().newPage()
    await otherTab.goto('/wallet')
    await otherTab.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
    await accountMenu(visit).click()
    await page.getByRole('menuitem', { name: words.common.nav.signOut }).click()
    await link(visit, words.common.nav.signIn).waitFor()
    await otherTab.getByRole('heading', { level: 1, name: words.sessions.signIn.title }).waitFor()
    await page.reload()
    await link(visit, words.common.nav.signIn).waitFor()
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('refresh_token')
  })
})

it('A page for signed-in users asks a visitor to sign in first and comes back to it; after a wrong password the typed email stays', async () => {
  const site = sites.ru
  const member = await makeMember(site)
  const expects = /401 \(Unauthorized\)/
  await withVisit(site, { size: 'phone', expects }, async (visit) => {
    const { page, words } = visit
    await page.goto('/wallet')
    await signIn(visit, { ...member, password: 'not the password' })
    await page.getByRole('alert').waitFor()
    expect(await page.getByLabel(words.sessions.email, { exact: true }).inputValue()).toBe(member.email)
    await checkScreen(visit)
    await signIn(visit, member)
    await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
  })
})

it('A reload of the sign-in page by a user who is signed in opens the page that was asked for', async () => {
  const member = await makeMember(sites.en)
  await withVisit(sites.en, { as: member, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto('/sign-in?next=%2Fwallet')
    await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
  })
})

/** The path of the link in the mail, without the PUBLIC_URL of the installation. */
async function mailedPath(site: Site, email: string, page: string): Promise<string> {
  const text = await mailTo(email, new RegExp(`/${page}#`))
  expect(text).toMatch(site.language === 'ru' ? /[а-яё]{4}/i : /^[^а-яё]*$/i)
  const [path] = new RegExp(`/${page}#\\S+`).exec(text) ?? []
  return path ?? ''
}

it.each(['en', 'ru'] as const)(
  'A forgotten password is replaced by the mailed link, which works once (%s)',
  async (language) => {
    const site = sites[language]
    const member = await makeMember(site, 0)
    await withVisit(site, { expects: /(400|422) \(|net::ERR_/ }, async (visit) => {
      const { page, words } = visit
      const password = 'a password chosen anew'
      await link(visit, words.common.nav.signIn).click()
      await follow(visit, words.sessions.signIn.forgot, words.sessions.forgot.title)
      await fill(visit, { [words.sessions.email]: member.email })
      await button(visit, words.sessions.forgot.submit).click()
      await page.getByText(textPattern(words.sessions.forgot.sent)).waitFor()
      const path = await mailedPath(site, member.email, 'reset-password')

      await page.goto(path)
      await fill(visit, { [words.sessions.newPassword]: 'short' })
      await button(visit, words.mailedLinks.reset.submit).click()
      await page.locator('[aria-invalid="true"]').waitFor()
      await checkScreen(visit)
      await fill(visit, { [words.sessions.newPassword]: password })
      await button(visit, words.mailedLinks.reset.submit).click()
      await expectToast(visit, words.mailedLinks.reset.done)
      await signIn(visit, { ...member, password })
      await link(visit, words.common.nav.wallet).waitFor()

      await page.goto('/')
      await page.goto(path)
      await fill(visit, { [words.sessions.newPassword]: password })
      await page.route('**/password-reset/confirm', (route) => route.abort('connectionreset'), { times: 1 })
      await button(visit, words.mailedLinks.reset.submit).click()
      await page.getByText(words.mailedLinks.reset.unknown).waitFor()
      await button(visit, words.mailedLinks.reset.submit).click()
      await page.getByText(words.mailedLinks.reset.maybeDone).waitFor()
      await checkScreen(visit)
    })
  },
)

/** Opens a verification link: only a click verifies the address. */
async function verifyByClick(visit: Visit, path: string): Promise<void> {
  const { page, words } = visit
  let requests = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/verify-email')) requests += 1
  })
  await page.goto(path)
  await button(visit, words.mailedLinks.verify.confirm).waitFor()
  await checkScreen(visit)
  expect(requests).toBe(0)
  await button(visit, words.mailedLinks.verify.confirm).click()
  await page.getByText(textPattern(words.mailedLinks.verify.done)).waitFor()
  expect(requests).toBe(1)
}

it('A person who is signed in and opens a verification link verifies the address by a click only, because the link may belong to another account', async () => {
  const site = sites.en
  const person = signUpData(site)
  await withVisit(site, {}, async (visit) => {
    const { words } = visit
    await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
    await signUp(visit, person)
    await expectToast(visit, words.sessions.signUp.welcome)
    await verifyByClick(visit, await mailedPath(site, person.email, 'verify-email'))
  })
})

it('Without a session, opening the verification link (as mail scanners do) does not verify the email address; a click does', async () => {
  const site = sites.ru
  const person = signUpData(site)
  await withVisit(site, { size: 'phone' }, async (visit) => {
    const { words } = visit
    await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
    await signUp(visit, person)
    await expectToast(visit, words.sessions.signUp.welcome)
  })
  const path = await mailedPath(site, person.email, 'verify-email')
  await withVisit(site, { size: 'phone' }, (visit) => verifyByClick(visit, path))
})

it('The page of a verification link whose end was cut off says so, and asks for no click', async () => {
  await withVisit(sites.ru, { size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await page.goto('/verify-email')
    await page.getByText(words.mailedLinks.reset.noToken).waitFor()
    expect(await button(visit, words.mailedLinks.verify.confirm).count()).toBe(0)
    // A person whose account staff made has no password, and cannot sign in to ask for another link.
    await link(visit, words.sessions.signIn.forgot).waitFor()
    await checkScreen(visit)
  })
})

it('When the response to the verification link is lost, the page says that the result is unknown, sends nothing again, and the profile shows the result', async () => {
  const site = sites.ru
  const person = signUpData(site)
  await withVisit(site, { expects: /net::ERR_/, size: 'phone' }, async (visit) => {
    const { page, words } = visit
    await follow(visit, words.common.nav.signUp, words.sessions.signUp.title)
    await signUp(visit, person)
    await expectToast(visit, words.sessions.signUp.welcome)
    let requests = 0
    await page.route('**/api/v1/auth/verify-email', async (route) => {
      requests += 1
      await route.fetch()
      await route.abort('connectionreset')
    })
    // After the lost response the app asks /healthz whether the service can be reached: the first of these requests is lost, too.
    await page.route('**/healthz', (route) => route.abort('connectionreset'), { times: 1 })
    const offline = page.getByText(textPattern(words.common.offline))
    const path = await mailedPath(site, person.email, 'verify-email')
    await page.goto(path)
    await button(visit, words.mailedLinks.verify.confirm).click()
    await page.getByText(words.mailedLinks.verify.unknown).waitFor()
    await offline.waitFor({ state: 'hidden' })
    await checkScreen(visit)
    expect(requests).toBe(1)
    await link(visit, words.mailedLinks.verify.profile).click()
    await page.getByText(words.users.about.verified, { exact: true }).waitFor()
  })
})

it('A manager who is blocked while a page of the staff is open gets to the sign-in, which says that the account is blocked', async () => {
  const site = sites.ru
  const [manager, token] = await Promise.all([makeMember(site, 0), adminToken(site)])
  const change = (body: object) => call(site.url, 'PATCH', `users/${manager.id}`, { token, body })
  await change({ role: 'manager', locationIds: [site.locationId], confirmUnverified: true })
  await withVisit(site, { as: manager, expects: /40[13] \(/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/today')
    await page.getByRole('heading', { level: 1, name: words.staff.nav.today }).waitFor()
    await change({ blocked: true })
    // The access token has expired by then, and the page fetches its lists again.
    await page.clock.setFixedTime(Date.now() + 3_600_000)
    await page.getByRole('heading', { level: 1, name: words.sessions.signIn.title }).waitFor()
    await page
      .getByRole('status')
      .getByText(/заблокирован/)
      .waitFor()
    expect(new URL(page.url()).searchParams.get('next')).toBe('/staff/today')
  })
})

it('A manager who becomes a member while a page of the staff is open loses that page when the session is refreshed', async () => {
  const site = sites.en
  const [manager, token] = await Promise.all([makeMember(site, 0), adminToken(site)])
  const setRights = (rights: { role: string; locationIds: string[]; confirmUnverified?: true }) =>
    call(site.url, 'PATCH', `users/${manager.id}`, { token, body: rights })
  await setRights({ role: 'manager', locationIds: [site.locationId], confirmUnverified: true })
  await withVisit(site, { as: manager, expects: /403 \(/ }, async (visit) => {
    const { page, words } = visit
    await page.goto('/staff/today')
    await page.getByRole('heading', { level: 1, name: words.staff.nav.today }).waitFor()
    await setRights({ role: 'member', locationIds: [] })
    // The access token has expired by then.
    await page.clock.setFixedTime(Date.now() + 3_600_000)
    const notFound = page.getByRole('heading', { level: 1, name: words.common.error.notFound })
    // A refetch of the page itself may come before the click, and then there is no button any more.
    await Promise.race([button(visit, words.today.dayAfter).click(), notFound.waitFor()])
    await notFound.waitFor()
  })
})
