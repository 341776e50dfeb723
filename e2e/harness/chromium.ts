import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

// The first program draws no windows around its pages. Drawing them took a quarter of the browser's processor time.
const programs = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
]

const canRun = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The browser of this machine: `CHROMIUM_PATH`, else the first of its usual names on the PATH. Null where there is none. */
export function findChromium(): string | null {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH
  const folders = (process.env.PATH ?? '').split(delimiter)
  const files = programs.flatMap((program) => folders.map((folder) => join(folder, program)))
  return files.find(canRun) ?? null
}

export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error('there is no Chromium: install it, or say where it is by CHROMIUM_PATH')
  // Containers have a small /dev/shm. Playwright starts Chromium without its sandbox, which would not work for root.
  return chromium.launch({ executablePath, args: ['--disable-dev-shm-usage'], timeout: 60_000 })
}
