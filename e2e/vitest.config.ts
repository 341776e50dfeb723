import { defineConfig } from 'vitest/config'
import { slowestFiles } from '../scripts/slowest-files.ts'
import { useCompileCache } from '../testing/processes/compile-cache.ts'
import { keepFilesInMemory } from '../testing/processes/files-in-memory.ts'
import { findChromium } from './harness/chromium.ts'

useCompileCache()
keepFilesInMemory()

const chromium = findChromium()
const noChromium =
  'No Chromium: no CHROMIUM_PATH, and no `chromium-headless-shell`, `chromium` or Chrome on the PATH.'
if (!chromium && process.env.SCREENSHOTS) throw new Error(`${noChromium} No picture can be made.`)
if (!chromium) console.warn(`\n*** ${noChromium} The end-to-end tests are SKIPPED ***\n`)

const tests = process.env.SCREENSHOTS ? ['e2e/screenshots.test.ts'] : ['e2e/journeys/*.test.ts']

export default defineConfig({
  test: {
    name: 'e2e',
    include: chromium ? tests : [],
    passWithNoTests: !chromium,
    globalSetup: ['e2e/global-setup.ts'],
    // Ends a test that hangs; each wait inside a test has a shorter deadline of its own.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    reporters: ['default', slowestFiles],
    pool: 'forks',
    // All journeys use one browser, and load modules once: a helper registers no hooks when it is loaded.
    isolate: false,
    // One browser at a time: the service and its database want the other core.
    maxWorkers: 1,
  },
})
