import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fillNow, openNow } from './harness/busy-now.ts'
import { dayFromNow } from './harness/day.ts'
import type { Site } from './harness/prepare-site.ts'
import { type RunningService, startService } from './harness/start-service.ts'
import { translateDemo } from './harness/translate-demo.ts'
import { type Options, withVisit } from './harness/visit.ts'

// Makes the pictures of the READMEs from the demo coworking: `make screenshots`. Other test runs skip this.

const folder = join(import.meta.dirname, '../docs/images')
const password = 'demo-coworking'
const anna = { email: 'anna@demo.coworking', password }
const manager = { email: 'manager@demo.coworking', password }
const maxBytes = 150_000

let dir: string
let service: RunningService
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'coworking-pictures-'))
  service = await startService({ DATA_DIR: dir, DEMO_DATA: 'true' })
  await mkdir(folder, { recursive: true })
})
afterAll(async () => {
  await service.stop()
  await rm(dir, { recursive: true, force: true, maxRetries: 10 })
})

const pictures: { name: string; path: string; options: Options }[] = [
  { name: 'find', path: `/?date=${dayFromNow(1)}&time=14:00&people=4`, options: { as: anna } },
  { name: 'day', path: `/?view=day&date=${dayFromNow(1)}`, options: { as: anna, size: 'phone' } },
  { name: 'reports', path: '/staff/reports', options: { as: manager } },
]

/** This page needs members who have checked in, at whatever hour the picture is made. */
const today = { name: 'today', path: '/staff/today', options: { as: manager } }

async function takePicture(site: Site, { name, path, options }: (typeof pictures)[number]): Promise<void> {
  await withVisit(site, options, async ({ page }) => {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    const file = join(folder, `${name}.${site.language}.png`)
    await page.screenshot({ path: file })
    expect((await stat(file)).size).toBeLessThanOrEqual(maxBytes)
  })
}

// The Russian pictures come first, because the demo is translated for the English ones.
it.each(['ru', 'en'] as const)(
  'The pictures of the main pages are made, and are small (%s)',
  async (language) => {
    const site: Site = { url: service.url, language, locationId: '', tariffId: '' }
    if (language === 'en') await translateDemo(service.url)
    for (const picture of pictures) await takePicture(site, picture)
    const restoreHours = await openNow(service.url)
    if (language === 'ru') await fillNow(service.url)
    await takePicture(site, today)
    await restoreHours()
  },
)
