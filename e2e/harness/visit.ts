import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type Site, timeZone } from './open-site.ts'
import type { Person } from './site.ts'
import { type Words, wordsOf } from './words.ts'

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } }
export type Size = keyof typeof sizes

/** A browser window with a person in front of it. */
export type Visit = {
  page: Page
  words: Words
  site: Site
  /** Clicks and taps so far, since the last full load. */
  clicks(): Promise<number>
  /** Full loads of a document so far. */
  loads(): number
  /** Errors of the console, and exceptions that nothing caught. */
  errors: string[]
}

export type Options = {
  size?: Size
  as?: Pick<Person, 'email' | 'password'>
  zone?: string
  /** Console errors that belong to the journey: the browser notes each answer of 400 and more, and each lost one. */
  expects?: RegExp
}

let browser: Promise<Browser> | null = null
afterAll(async () => {
  await (await browser)?.close()
  browser = null
})

/**
 * A new browser window at the start page, and what somebody does there. It fails, too, when the console has an error at
 * the end. When it fails, the screen is kept as a picture, and the message says where.
 */
export async function visiting(site: Site, options: Options, does: (visit: Visit) => Promise<void>) {
  browser ??= launchChromium()
  const context = await (await browser).newContext({
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
    if (options.as) await carrySession(context, site, options.as)
    await context.addInitScript(countClicks)
    const visit = await openPage(context, site)
    try {
      await does(visit)
      expect(visit.errors.filter((error) => !options.expects?.test(error))).toEqual([])
    } catch (error) {
      throw await withPicture(visit, error)
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
  await appTakesOver(page)
  const clicks = () => page.evaluate(() => (window as unknown as { clicks: number }).clicks)
  return { page, words: wordsOf(site.language), site, clicks, loads: () => loads, errors }
}

/** What the build has drawn looks like the page, and does nothing yet. */
export async function appTakesOver(page: Page): Promise<void> {
  await page.locator('#root:not([inert]) h1').waitFor()
}

/** Signed in already, as by a sign-in of yesterday: the cookie, and the app's note that there may be one. */
async function carrySession(
  context: BrowserContext,
  { url }: Site,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const data = { email, password, session: 'cookie' }
  const answer = await context.request.post(`${url}/api/v1/auth/login`, { data })
  if (!answer.ok()) throw new Error(`the sign-in answered ${answer.status()}: ${await answer.text()}`)
  const path = new URL(url).pathname.replace(/\/$/, '')
  await context.addInitScript(
    (key) => {
      if (!sessionStorage.getItem('carried')) localStorage.setItem(key, 'open')
      sessionStorage.setItem('carried', 'yes')
    },
    path ? `${path} session` : 'session',
  )
}

function countClicks(): void {
  const counted = window as unknown as { clicks: number }
  counted.clicks = 0
  // Enter in a form and a space on a button make clicks, too, which no hand has made: those have no `detail`.
  const count = (event: MouseEvent) => {
    if (event.isTrusted && event.detail > 0) counted.clicks += 1
  }
  window.addEventListener('click', count, { capture: true })
}

async function withPicture({ page, errors }: Visit, error: unknown): Promise<Error> {
  const folder = join(tmpdir(), 'coworking-e2e-failures')
  const file = join(folder, `${Date.now()}.png`)
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: file, timeout: 5_000 }).catch(() => undefined)
  const failure = error instanceof Error ? error : new Error(String(error))
  failure.message += `\nAt ${page.url()}, as it looked: ${file}\nThe console said: ${errors.join('\n') || 'nothing'}`
  return failure
}
