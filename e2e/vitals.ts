import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchChromium } from './harness/chromium.ts'
import { prepareSite, type Site } from './harness/prepare-site.ts'
import { startService } from './harness/start-service.ts'
import { dayAhead, makeBusyDay } from './vitals/busy-day.ts'
import { collectVitals, scrollThrough, type Vitals } from './vitals/in-page.ts'

// Measures how quick the built app feels: `make web-bench`. It is a benchmark, not a test: it prints figures and has no limits.

// Refuses arguments: the benchmark has none.
parseArgs()
const slowdown = 4
const rounds = 5
const built = join(import.meta.dirname, '../web/dist/current')

type Row = Record<string, string | number>

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const round = (value: number, digits = 0): number => Number(value.toFixed(digits))

/** Opens a page whose processor is this many times as slow. */
async function openSlowPage(context: BrowserContext, rate: number): Promise<Page> {
  const page = await context.newPage()
  const devTools = await context.newCDPSession(page)
  await devTools.send('Emulation.setCPUThrottlingRate', { rate })
  return page
}

/** Makes a first visit with nothing cached, and waits until nothing is loading any more. */
async function coldLoad(browser: Browser, url: string): Promise<Vitals> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: 'en-GB' })
  await context.addInitScript(collectVitals)
  const page = await openSlowPage(context, slowdown)
  await page.goto(url)
  // Waits for the app with the service's data, not for the prerendered page.
  await page.locator('#root:not([inert]) h1').waitFor()
  await page.waitForLoadState('networkidle')
  const vitals = await page.evaluate(() => (window as unknown as { vitals: Vitals }).vitals)
  await context.close()
  return vitals
}

async function measureLoads(browser: Browser, site: Site): Promise<Row[]> {
  const rows: Row[] = []
  for (const path of ['/', '/?view=day', '/sign-in']) {
    const runs: Vitals[] = []
    for (let run = 0; run < rounds; run++) runs.push(await coldLoad(browser, site.url + path))
    rows.push({
      page: path,
      'largest contentful paint, ms': round(median(runs.map((each) => each.largestContentfulPaintMs))),
      'slowest of them, ms': round(Math.max(...runs.map((each) => each.largestContentfulPaintMs))),
      'layout shift': round(median(runs.map((each) => each.layoutShift)), 3),
      'initial JS, kB gzip': round(await gzipOf(runs[0]?.scripts ?? []), 1),
    })
  }
  return rows
}

/** The size of these scripts after `gzip -9`; browsers get brotli, which is smaller. */
async function gzipOf(scripts: string[]): Promise<number> {
  const files = scripts.map((url) => join(built, `${new URL(url).pathname}.gz`))
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size))
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000
}

async function measureTimeline(browser: Browser, site: Site): Promise<Row[]> {
  const rows: Row[] = []
  for (const rate of [1, slowdown]) {
    const context = await browser.newContext({ viewport: { width: 1_440, height: 900 }, locale: 'en-GB' })
    const page = await openSlowPage(context, rate)
    await page.goto(`${site.url}/?view=day&date=${dayAhead}`)
    const list = page.locator('[data-timeline-row]')
    await list.nth(99).waitFor({ state: 'attached', timeout: 120_000 })
    await page.waitForLoadState('networkidle')
    const { frames, longTasks } = await page.evaluate(scrollThrough)
    const sorted = frames.toSorted((a, b) => a - b)
    rows.push({
      'slow-down': `${rate}×`,
      rows: await list.count(),
      frames: frames.length,
      'median frame, ms': round(median([...frames]), 1),
      'p95 frame, ms': round(sorted[Math.floor(sorted.length * 0.95)] ?? 0, 1),
      'frames over 50 ms': frames.filter((frame) => frame > 50).length,
      'long tasks': longTasks.length,
      'longest, ms': round(Math.max(0, ...longTasks)),
    })
    await context.close()
  }
  return rows
}

execFileSync('node', ['scripts/web.ts'], { stdio: 'inherit' })
const dir = await mkdtemp(join(tmpdir(), 'coworking-vitals-'))
const service = await startService({ DATA_DIR: dir, MAX_LIVE_BOOKINGS: '0' })
const browser = await launchChromium()
try {
  const site = await prepareSite(service.url, 'en')
  const load = () => loadavg()[0]?.toFixed(1)
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, Chromium ${browser.version()}, load ${load()} at the start`,
  )
  const loadRows = await measureLoads(browser, site)
  console.log(`\nCold load, ${slowdown}× CPU slow-down, median of ${rounds}`)
  console.table(loadRows)
  await makeBusyDay(site)
  const timelineRows = await measureTimeline(browser, site)
  console.log('\nA day of 100 spaces with 500 bookings, scrolled from top to bottom and back')
  console.table(timelineRows)
  console.log(`load ${load()} at the end`)
} finally {
  await browser.close()
  await service.stop()
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
}
