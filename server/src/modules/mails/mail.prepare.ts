import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { MailContext, Message } from './mail.message.ts'
import {
  findMailsAbout,
  isWithin,
  lockStranger,
  lockTaken,
  type MailAboutSubject,
  markFinished,
  markHanded,
  type Rendered,
  type TakenMail,
} from './mail.repository.ts'
import { strangerLimits } from './mail.service.ts'
import { toMailLine } from './mail.text.ts'

type PrepareDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'composers'>

/**
 * Composes a taken mail from the present state, and stores that it is about to be sent to a mail server. Null where there is
 * nothing to send: it is not true any more, its recipient has had too many mails, or another sender has it.
 */
export async function prepare(deps: PrepareDeps, mail: TakenMail): Promise<Message | null> {
  const now = deps.clock.now()
  try {
    return await inTransaction(deps, (trx) => composeAndCount(trx, deps, mail, now))
  } catch (error) {
    if (!(error instanceof Dropped)) throw error
    await markFinished(deps.db, mail, { state: 'dropped', now, error: error.message })
    return null
  }
}

/** Removes the rows that were written for a mail that is not sent, such as the token of its link. */
class Dropped extends Error {}

async function composeAndCount(
  trx: Tx,
  deps: PrepareDeps,
  mail: TakenMail,
  now: number,
): Promise<Message | null> {
  if (!(await lockTaken(trx, mail))) return null
  const { purpose, rendered } = mail
  const made = rendered
    ? toMessage(rendered)
    : await deps.composers[purpose](trx, mail, contextOf(mail, await findMailsAbout(trx, mail), now))
  if (!made) throw new Dropped('it was not true any more, or a later one said all')
  const { to: recipient, isProved, calendar } = made
  if (!isProved && mail.handedAt === null && deps.config.RATE_LIMIT_MAX > 0) {
    await lockStranger(trx, recipient)
    if (!(await isWithin(trx, { recipient, purpose }, strangerLimits[purpose], now)))
      throw new Dropped('this address, which is not proved, has had too many')
  }
  const subject = toMailLine(made.subject)
  await markHanded(trx, mail.id, { recipient, isProved, subject, calendar, now })
  return { ...made, subject }
}

/** A finished text of an earlier version. */
const toMessage = ({ to, subject, text, calendar }: Rendered): Message => ({
  to,
  // The mail was counted when it was written.
  isProved: true,
  subject,
  text,
  ...(calendar !== null && { calendar: { method: 'PUBLISH', content: calendar, keptUntil: 0 } }),
})

/** The context of a mail, from the other mails about its subject. Pure. */
function contextOf({ seq }: TakenMail, mails: MailAboutSubject[], now: number): MailContext {
  const position = mails.findIndex((one) => one.seq === seq)
  const [earlier, later] = [mails.slice(0, position), mails.slice(position + 1)]
  const sinceSent = earlier.slice(earlier.findLastIndex((one) => one.state === 'sent') + 1)
  return {
    now,
    later: later.filter((one) => one.state === 'waiting').map((one) => one.kind),
    calendar: earlier.findLast((one) => one.calendar !== null)?.calendar ?? null,
    dropped: sinceSent.filter((one) => one.state === 'dropped').map((one) => one.details),
  }
}
