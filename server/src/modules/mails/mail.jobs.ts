import type { Db } from '../../db/db.ts'
import type { Deps } from '../../deps.ts'
import { dayMs, minuteMs } from '../../shared/time-range.ts'
import { markFailed, markSent, purgeSent, takeMails } from './mail.repository.ts'

const batch = 10
// How long a sender may take before another believes it dead. Longer than any SMTP time limit that we set.
const takenMs = 30_000
const mostAttempts = 10

/**
 * Sends what waits; returns how many were taken. A mail is sent again only when its sender died with it in hand: the
 * row says so, and its Message-ID stays, so that the mailbox can tell. Never in a transaction: it talks to the network.
 */
export async function sendMails(deps: Pick<Deps, 'db' | 'clock' | 'log' | 'sendMail'>): Promise<number> {
  const now = deps.clock.now()
  const mails = await takeMails(deps.db, now, now + takenMs, batch)
  await Promise.all(
    mails.map(async (mail) => {
      try {
        await deps.sendMail(mail)
        await markSent(deps.db, mail.id, deps.clock.now())
      } catch (error) {
        const retryAt = mail.attempts < mostAttempts ? now + 2 ** mail.attempts * minuteMs : null
        await markFailed(deps.db, mail.id, String(error), retryAt, deps.clock.now())
        deps.log.warn({ err: error, mail: mail.id, attempts: mail.attempts }, 'a mail could not be sent')
      }
    }),
  )
  return mails.length
}

/** Forgets mails a month after they were sent. */
export const purgeMails = (db: Db, now: number) => purgeSent(db, now - 30 * dayMs)
