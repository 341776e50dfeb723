import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Site, timeZone } from './prepare-site.ts'
import type { Person } from './site-data.ts'
import { type Words, wordsOf } from './words.ts'

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } }
export type Size = keyof typeof sizes

/** A browser window and the actions of its user. */
export type Visit = {
  page: Page
  words: Words
  site: Site
  /** The number of clicks and taps since the last full page load. */
  clicks(): Promise<number>
  /** The number of full page loads so far. */
  loads(): number
  /** Console errors and uncaught exceptions. */
  errors: string[]
}

export type Options = {
  size?: Size
  as?: Pick<Person, 'email' | 'password'>
  zone?: string
  /** The clock of the page runs as usual, and can be moved by `page.clock.runFor`. */
  hasClock?: boolean
  /** Console errors that the journey expects: the browser reports each response of 400 and above, and each lost response. */
  expects?: RegExp
}

let browser: Promise<Browser> | null = null

/** The browser of all journeys. It ends with this process, and is launched again where it has ended before. */
function openBrowser(): Promise<Browser> {
  const forget = () => {
    browser = null
  }
  browser ??= launchChromium().then(
    (launched) => launched.once('disconnected', forget),
    // The next journey tries again.
    (error) => {
      forget()
      throw error
    },
  )
  return browser
}

/**
 * Opens a new browser window at the start page and runs the steps in it. It also fails when the console has an error at
 * the end. When it fails, it saves a picture of the screen, and the message says where.
 */
export async function withVisit(site: Site, options: Options, steps: (visit: Visit) => Promise<void>) {
  const context = await (await openBrowser()).newContext({
    baseURL: site.url,
    viewport: sizes[options.size ?? 'desktop'],
    hasTouch: options.size === 'phone',
    isMobile: options.size === 'phone',
    locale: site.language === 'en' ? 'en-GB' : 'ru-RU',
    timezoneId: options.zone ?? timeZone,
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  try {
    // Before the first page is opened: in a page, the clock would stand at 1970 for a moment, and the app would ask for that day.
    if (options.hasClock) await context.clock.install()
    if (options.as) await addSession(context, site, options.as)
    await context.addInitScript(countClicks)
    const visit = await openPage(context, site)
    try {
      await steps(visit)
      expect(visit.errors.filter((error) => !options.expects?.test(error))).toEqual([])
    } catch (error) {
      throw await addPicture(visit, error)
    }
  } finally {
    await context.close()
  }
}

async function openPage(context: BrowserContext, site: Site): Promise<Visit> {
  const page = await context.newPage()
  const errors: string[] = []
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => errors.push(String(error.stack)))
  await page.goto(`${site.url}/`)
  await waitForApp(page)
  const clicks = () => page.evaluate(() => (window as unknown as { clicks: number }).clicks)
  return { page, words: wordsOf(site.language), site, clicks, loads: () => loads, errors }
}

/** Waits until the app has taken over: the prerendered page looks like the app's page, but does nothing yet. */
export async function waitForApp(page: Page): Promise<void> {
  await page.locator('#root:not([inert]) h1').waitFor()
}

/** Gives the browser the state of an earlier sign-in: the session cookie, and the stored value that a session may exist. */
async function addSession(
  context: BrowserContext,
  { url }: Site,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const data = { email, password, session: 'cookie' }
  const response = await context.request.post(`${url}/api/v1/auth/login`, { data })
  if (!response.ok()) throw new Error(`the sign-in answered ${response.status()}: ${await response.text()}`)
  const path = new URL(url).pathname.replace(/\/$/, '')
  await context.addInitScript(
    (key) => {
      // `openSession` of the web app stores the same value. Only at the first load: a load after a sign-out must not add it again.
      if (!sessionStorage.getItem('session added')) localStorage.setItem(key, 'open')
      sessionStorage.setItem('session added', 'yes')
    },
    path ? `${path} session` : 'session',
  )
}

function countClicks(): void {
  const counted = window as unknown as { clicks: number }
  counted.clicks = 0
  // Enter in a form and a space on a button also cause click events, without a mouse: those events have `detail` 0.
  const count = (event: MouseEvent) => {
    if (event.isTrusted && event.detail > 0) counted.clicks += 1
  }
  window.addEventListener('click', count, { capture: true })
}

/** Saves a picture of the screen, and names it in the message of the error. */
async function addPicture({ page, errors }: Visit, error: unknown): Promise<Error> {
  const folder = join(tmpdir(), 'coworking-e2e-failures')
  const file = join(folder, `${Date.now()}.png`)
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: file, timeout: 5_000 }).catch(() => undefined)
  const failure = error instanceof Error ? error : new Error(String(error))
  if (failure.name === 'TimeoutError')
    failure.message +=
      '\nIf a reload of the page shows what is missing, the write before it did not invalidate its query: add the first word of that query key to the line of the write in web/src/shared/api/stale.ts'
  failure.message += `\nAt ${page.url()}, screenshot: ${file}\nThe console said: ${errors.join('\n') || 'nothing'}`
  return failure
}
