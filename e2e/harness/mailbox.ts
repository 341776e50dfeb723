import { createWriteStream, readFileSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { inject } from 'vitest'
import { eventually } from './eventually.ts'

export type Mailbox = { url: string; folder: string; stop(): Promise<void> }

/** A mail server that takes everything and writes each mail to a file of `folder`, where other processes find it. */
export async function startMailbox(folder: string): Promise<Mailbox> {
  await mkdir(folder, { recursive: true })
  let count = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: async (stream, _session, done) => {
      const file = join(folder, String(count++))
      await pipeline(stream, createWriteStream(file))
      // Whole, or not there.
      await rename(file, `${file}.eml`)
      done()
    },
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    folder,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The text of the first mail to this address that matches, once it is there. */
export function mailTo(address: string, pattern: RegExp): Promise<string> {
  const folder = inject('mails')
  return eventually(`a mail to ${address}`, async () => {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.eml'))) {
      const mail: ParsedMail = await simpleParser(readFileSync(join(folder, file)))
      const to = [mail.to ?? []].flat().flatMap(({ value }) => value.map((each) => each.address))
      if (to.includes(address) && mail.text && pattern.test(mail.text)) return mail.text
    }
    return null
  })
}
