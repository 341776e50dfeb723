import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { startMailServer } from '../testing/mails/mail-server.ts'
import { startYooKassa } from '../testing/payments/yookassa.ts'
import { freePort } from '../testing/processes/free-port.ts'
import { findChromium } from './harness/chromium.ts'
import { prepareSite, type Site } from './harness/prepare-site.ts'
import { startService } from './harness/start-service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The two sites, one for each language, because the names of places are in one language. */
    sites: { en: Site; ru: Site }
    /** The folder in which each mail of the services is a file. */
    mails: string
    /** The URL of the mail server that writes these files. */
    mailServer: string
  }
}

/** The web app as `make run` builds it, and two real services, each with its own coworking and its own database. */
export default async function setup({ provide }: TestProject) {
  if (!findChromium()) return
  await promisify(execFile)('node', ['scripts/web.ts'])
  const dir = await mkdtemp(join(tmpdir(), 'coworking-e2e-'))
  const mails = join(dir, 'mails')
  const mailServer = await startMailServer({ folder: mails })
  const provider = await startYooKassa()
  const start = async (name: string) => {
    // The provider sends payers back to an address with this port.
    const PORT = String(await freePort())
    return startService({ DATA_DIR: join(dir, name), PORT, SMTP_URL: mailServer.url, ...provider.env })
  }
  const [en, ru] = await Promise.all([start('en'), start('ru')])
  provide('sites', { en: await prepareSite(en.url, 'en'), ru: await prepareSite(ru.url, 'ru') })
  provide('mails', mails)
  provide('mailServer', mailServer.url)
  return async () => {
    await Promise.all([en.stop(), ru.stop()])
    await Promise.all([mailServer.close(), provider.stop()])
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  }
}
