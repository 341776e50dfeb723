import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** `from` is the name that the sender gives itself (`SMTP_URL=…/?name=jobs-1`). */
export type Received = { from: string; mail: ParsedMail }

/** A real SMTP server that keeps what it is given, and can keep its senders waiting for a yes. */
export type Mailbox = {
  /** As `SMTP_URL` has it. */
  url: string
  /** Every mail that arrived whole, again for each time that it did. */
  received: Received[]
  /** Received mails whose sender has had no answer yet. */
  unanswered(): Received[]
  /** Answers all that wait, and from now on at once. */
  open(): void
  close(): Promise<void>
}

type Options = {
  /** Whether a sender is told at once that its mail has arrived, or only after `open`. */
  answers?: boolean
  /** Takes no mail at the first try, as a server does that holds strangers off for a while (451). */
  refusesFirst?: boolean
  /** Each mail becomes a file of this folder as well, where other processes find it: whole, or not there. */
  folder?: string
}

export async function startMailbox({
  answers = true,
  refusesFirst = false,
  folder,
}: Options = {}): Promise<Mailbox> {
  if (folder) await mkdir(folder, { recursive: true })
  const refused = new Set<string>()
  const received: Received[] = []
  let isOpen = answers
  const waiting = new Map<Received, () => void>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    // A sender that is killed in the middle breaks its connections.
    logger: false,
    onData: async (stream, session, done) => {
      const bytes = await buffer(stream)
      const one = { from: String(session.hostNameAppearsAs), mail: await simpleParser(bytes) }
      const { messageId = '' } = one.mail
      if (refusesFirst && !refused.has(messageId)) {
        refused.add(messageId)
        done(Object.assign(new Error('Greylisted, try again later'), { responseCode: 451 }))
        return
      }
      received.push(one)
      if (folder) await writeMail(join(folder, String(received.length).padStart(6, '0')), bytes)
      if (isOpen) done()
      else waiting.set(one, () => done())
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    unanswered: () => [...waiting.keys()],
    open: () => {
      isOpen = true
      for (const answer of waiting.values()) answer()
      waiting.clear()
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function writeMail(file: string, bytes: Buffer): Promise<void> {
  await writeFile(file, bytes)
  await rename(file, `${file}.eml`)
}

/** The mails in such a folder, in the order of their arrival. */
export async function readMails(folder: string): Promise<ParsedMail[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()
  return Promise.all(files.map(async (name) => simpleParser(await readFile(join(folder, name)))))
}

export const isTo = ({ to = [] }: ParsedMail, address: string): boolean =>
  [to].flat().some(({ value }) => value.some((each) => each.address === address))
