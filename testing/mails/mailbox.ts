import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** `from` is the name that the sender gives itself (`SMTP_URL=…/?name=jobs-1`). */
export type Received = { from: string; mail: ParsedMail }

/** A real SMTP server that keeps what it is given, and can keep its senders waiting for a yes. */
export type Mailbox = {
  port: number
  /** Every mail that arrived whole, again for each time that it did. */
  received: Received[]
  /** Those of them that nobody has been told of. */
  unanswered(): Received[]
  /** Answers all that wait, and from now on at once. */
  open(): void
  close(): Promise<void>
}

/**
 * With `answers: false` no sender is told that its mail has arrived before `open`. With `refusesFirst` it takes no mail at the first
 * try, as one does that holds strangers off for a while (451).
 */
export async function startMailbox({ answers = true, refusesFirst = false } = {}): Promise<Mailbox> {
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
      const one = { from: String(session.hostNameAppearsAs), mail: await simpleParser(stream) }
      const { messageId = '' } = one.mail
      if (refusesFirst && !refused.has(messageId)) {
        refused.add(messageId)
        done(Object.assign(new Error('Greylisted, try again later'), { responseCode: 451 }))
        return
      }
      received.push(one)
      if (isOpen) done()
      else waiting.set(one, () => done())
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
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
