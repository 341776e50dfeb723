import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, it } from 'vitest'
import { mailTo } from '../harness/mailbox.ts'
import { prepareSite, type Site } from '../harness/prepare-site.ts'
import { startProxyWithPath } from '../harness/proxy-path.ts'
import { signUpData, topUp } from '../harness/site-data.ts'
import { startService } from '../harness/start-service.ts'
import { bookButton, button, dialog, expectToast, fill, link } from '../harness/steps.ts'
import { withVisit } from '../harness/visit.ts'
import { textPattern } from '../harness/words.ts'

const path = '/co/working'
const room = 'Quiet room'

/** Runs a journey on a separate site that has only one path of its host. */
async function onSiteUnderPath(removesPath: boolean, journey: (site: Site) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'coworking-e2e-path-'))
  const proxy = await startProxyWithPath(path, removesPath)
  const settings = {
    DATA_DIR: dir,
    PORT: String(proxy.servicePort),
    PUBLIC_URL: proxy.url,
    SMTP_URL: inject('mailServer'),
  }
  const service = await startService(settings)
  try {
    expect(service.url).toBe(proxy.url)
    await journey(await prepareSite(proxy.url, 'en'))
  } finally {
    await service.stop()
    await proxy.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}

it.each([
  ['removes the path', true],
  ['keeps the path', false],
])(
  'Under a path of a shared host, where the proxy %s, a member signs up, books, reloads and opens mailed links',
  async (_, removesPath) => {
    await onSiteUnderPath(removesPath, async (site) => {
      const person = signUpData(site)
      // The visit fails at each other console error, such as the 404 of a request outside the path. The pages of the API documentation need
      // inline styles, which the service's Content-Security-Policy does not allow.
      await withVisit(site, { expects: /Applying inline style/ }, async (visit) => {
        const { page, words } = visit
        const requestedUrls: string[] = []
        page.on('request', (request) => requestedUrls.push(request.url()))

        await page.goto(`${site.url}/wallet`)
        await page.waitForURL(`${site.url}/sign-in?next=%2Fwallet`)
        // A visitor who has chosen a slot comes back to it after the sign-up.
        await page.goto(`${site.url}/`)
        await button(visit, words.find.tomorrow).click()
        await page.getByLabel(words.find.from, { exact: true }).selectOption('12:00')
        await bookButton(visit, room).click()
        await dialog(visit).getByRole('link', { name: words.bookings.book.signIn }).click()
        await page.getByRole('main').getByRole('link', { name: words.common.nav.signUp }).click()
        await page.getByRole('heading', { level: 1, name: words.sessions.signUp.title }).waitFor()
        await fill(visit, {
          [words.sessions.firstName]: person.firstName,
          [words.sessions.lastName]: person.lastName,
          [words.sessions.email]: person.email,
          [words.sessions.password]: person.password,
        })
        const registered = page.waitForResponse('**/auth/register')
        await button(visit, words.sessions.signUp.submit).click()
        await topUp(site, (await (await registered).json()).user.id, 1_000_000)
        await button(visit, words.bookings.book.submit).waitFor()
        expect(page.url().startsWith(`${site.url}/?`)).toBe(true)
        await page.goto(`${site.url}/wallet`)
        await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()
        await page.reload()
        await page.getByRole('heading', { level: 1, name: words.wallet.title }).waitFor()

        const mail = await mailTo(person.email, /\/verify-email#/)
        const [mailed = ''] = /http\S+\/verify-email#\S+/.exec(mail) ?? []
        expect(mailed.startsWith(`${site.url}/verify-email#`)).toBe(true)
        // The address of the mail differs in its hash alone from the one that is open.
        await page.goto(`${site.url}/verify-email#of-an-earlier-mail`)
        await button(visit, words.mailedLinks.verify.confirm).waitFor()
        await page.goto(mailed)
        await button(visit, words.mailedLinks.verify.confirm).click()
        await page.getByText(textPattern(words.mailedLinks.verify.done)).waitFor()

        await page.goto(`${site.url}/`)
        await button(visit, words.find.tomorrow).click()
        await page.getByLabel(words.find.from, { exact: true }).selectOption('14:00')
        await bookButton(visit, room).click()
        await button(visit, words.bookings.book.submit).click()
        await expectToast(visit, words.bookings.book.done, { name: room })
        await link(visit, words.common.nav.bookings).first().click()
        await page.waitForURL(`${site.url}/bookings`)
        await page.getByText(`${room} · `).waitFor()

        await page.goto(`${site.url}/docs`)
        await page.getByText('/api/v1/bookings', { exact: true }).first().waitFor()

        const outside = requestedUrls.filter(
          (url) => /^http/.test(url) && !url.startsWith(`${site.url}/`) && url !== site.url,
        )
        expect(outside).toEqual([])
        const cookies = await page.context().cookies(`${site.url}/api/v1/auth/refresh`)
        expect(cookies.map((cookie) => [cookie.name, cookie.path]).sort()).toEqual([
          ['device', `${path}/api/v1/auth`],
          ['language', `${path}/`],
          ['refresh_token', `${path}/api/v1/auth`],
          ['session', `${path}/`],
          ['theme', `${path}/`],
        ])
      })
    })
  },
)
