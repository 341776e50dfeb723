import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** `from` is the name that the sender announces in EHLO (`SMTP_URL=…/?name=jobs-1`). */
export type Received = { from: string; mail: ParsedMail }

/** A real SMTP server that stores the mails it receives, and can delay its confirmation to the senders. */
export type MailServer = {
  /** The URL of the server, in the form of `SMTP_URL`. */
  url: string
  /** Every mail that arrived complete; a mail that arrived twice is listed twice. */
  received: Received[]
  /** The received mails that have not been confirmed to their senders yet. */
  unanswered(): Received[]
  /** Confirms all waiting mails, and from now on confirms each mail at once. */
  confirmAll(): void
  close(): Promise<void>
}

type Options = {
  /** Whether each mail is confirmed at once; otherwise it is confirmed when `confirmAll` is called. */
  confirmsAtOnce?: boolean
  /** Refuses each mail at the first attempt with 451, as a greylisting server does. */
  refusesFirst?: boolean
  /** Also writes each mail to a file in this folder, for other processes. A file appears only when it is complete. */
  folder?: string
}

export async function startMailServer({
  confirmsAtOnce = true,
  refusesFirst = false,
  folder,
}: Options = {}): Promise<MailServer> {
  if (folder) await mkdir(folder, { recursive: true })
  const refused = new Set<string>()
  const received: Received[] = []
  let isConfirming = confirmsAtOnce
  const waiting = new Map<Received, () => void>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData: async (stream, session, done) => {
      // A sender that is killed while it sends leaves an incomplete mail, and waits for no response.
      const bytes = await buffer(stream).catch(() => null)
      if (bytes === null) return
      const arrival = { from: String(session.hostNameAppearsAs), mail: await simpleParser(bytes) }
      const { messageId = '' } = arrival.mail
      if (refusesFirst && !refused.has(messageId)) {
        refused.add(messageId)
        done(Object.assign(new Error('Greylisted, try again later'), { responseCode: 451 }))
        return
      }
      received.push(arrival)
      if (folder) await writeMail(join(folder, String(received.length).padStart(6, '0')), bytes)
      if (isConfirming) done()
      else waiting.set(arrival, () => done())
    },
  })
  // The connection of a sender that is killed while it sends breaks; without a listener the error would end the process.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    unanswered: () => [...waiting.keys()],
    confirmAll: () => {
      isConfirming = true
      for (const response of waiting.values()) response()
      waiting.clear()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function writeMail(file: string, bytes: Buffer): Promise<void> {
  await writeFile(file, bytes)
  await rename(file, `${file}.eml`)
}

/** The mails in a folder that a mail server writes, in order of arrival. */
export async function readMails(folder: string): Promise<ParsedMail[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()
  return Promise.all(files.map(async (name) => simpleParser(await readFile(join(folder, name)))))
}

export const isTo = ({ to = [] }: ParsedMail, address: string): boolean =>
  [to].flat().some(({ value }) => value.some((each) => each.address === address))
