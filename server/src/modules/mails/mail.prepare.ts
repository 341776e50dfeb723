import type { Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { MailContext, Message } from './mail.message.ts'
import { isWithin, lockStranger } from './mail.repository.ts'
import {
  type ClaimedMail,
  findMailsAbout,
  type Handed,
  lockClaimed,
  type MailAboutSubject,
  markFinished,
  markHanded,
  type Rendered,
} from './mail.sending.repository.ts'
import { strangerLimits } from './mail.service.ts'
import { toMailLine } from './mail.text.ts'

type PrepareDeps = Pick<Deps, 'db' | 'clock' | 'config' | 'composers'>

/**
 * Composes those of the claimed mails that can share a transaction, as `prepare` does; returns them by their ids. These are the mails of
 * one composer that composes several together. Mails that count against the limits of unverified addresses are left out, and all are
 * left out where one fails: `prepare` then finds which one.
 */
export async function prepareTogether(
  deps: PrepareDeps,
  mails: ClaimedMail[],
): Promise<Map<string, Message | null>> {
  const [first, ...others] = mails.filter((mail) => !mail.rendered && deps.composers[mail.purpose].together)
  const alike = others.filter(({ purpose }) => purpose === first?.purpose)
  if (!first || alike.length === 0) return new Map()
  const now = deps.clock.now()
  return inTransaction(deps, (trx) => composeTogether(trx, deps, [first, ...alike], now)).catch(
    () => new Map(),
  )
}

async function composeTogether(
  trx: Tx,
  deps: PrepareDeps,
  mails: [ClaimedMail, ...ClaimedMail[]],
  now: number,
): Promise<Map<string, Message | null>> {
  const locked = await lockClaimed(trx, mails)
  const about = await findMailsAbout(trx, mails)
  const held = mails.filter(({ id }) => locked.has(id))
  const inputs = held.map((mail) => ({ mail, context: contextOf(mail, about, now) }))
  const messages = (await deps.composers[mails[0].purpose].together?.(trx, inputs)) ?? []
  const composed = new Map<string, Message | null>(mails.map(({ id }) => [id, null]))
  const [handed, dropped]: [Handed[], ClaimedMail[]] = [[], []]
  for (const [index, mail] of held.entries()) {
    const message = withLine(messages[index] ?? null)
    composed.set(mail.id, message)
    if (!message) dropped.push(mail)
    else if (isCounted(deps, mail, message)) composed.delete(mail.id)
    else handed.push({ id: mail.id, message })
  }
  if (handed.length > 0) await markHanded(trx, handed, now)
  if (dropped.length > 0) await markFinished(trx, dropped, { state: 'dropped', now, error: notTrue })
  return composed
}

/**
 * Composes a claimed mail from the present state, and stores that it is about to be sent to a mail server. Null where there is
 * nothing to send: it is not true any more, its recipient has had too many mails, or another sender has it.
 */
export async function prepare(deps: PrepareDeps, mail: ClaimedMail): Promise<Message | null> {
  const now = deps.clock.now()
  try {
    return await inTransaction(deps, (trx) => composeAndCount(trx, deps, mail, now))
  } catch (error) {
    if (!(error instanceof Dropped)) throw error
    await markFinished(deps.db, [mail], { state: 'dropped', now, error: error.message })
    return null
  }
}

/** Removes the rows that were written for a mail that is not sent, such as the token of its link. */
class Dropped extends Error {}

const notTrue = 'it was not true any more, or a later one said all'

async function composeAndCount(
  trx: Tx,
  deps: PrepareDeps,
  mail: ClaimedMail,
  now: number,
): Promise<Message | null> {
  const { size } = await lockClaimed(trx, [mail])
  if (size === 0) return null
  const { purpose, rendered } = mail
  const message = rendered ? toMessage(rendered) : await compose(trx, deps, mail, now)
  if (!message) throw new Dropped(notTrue)
  if (isCounted(deps, mail, message)) {
    await lockStranger(trx, message.to)
    if (!(await isWithin(trx, { recipient: message.to, purpose }, strangerLimits[purpose], now)))
      throw new Dropped('this address, which is not proved, has had too many')
  }
  await markHanded(trx, [{ id: mail.id, message }], now)
  return message
}

async function compose(
  trx: Tx,
  { composers }: PrepareDeps,
  mail: ClaimedMail,
  now: number,
): Promise<Message | null> {
  const context = contextOf(mail, await findMailsAbout(trx, [mail]), now)
  return withLine(await composers[mail.purpose](trx, mail, context))
}

const withLine = (message: Message | null): Message | null =>
  message && { ...message, subject: toMailLine(message.subject) }

/** Whether a mail counts against the limits of unverified addresses. */
const isCounted = ({ config }: PrepareDeps, mail: ClaimedMail, { isProved }: Message): boolean =>
  !isProved && mail.handedAt === null && config.RATE_LIMIT_MAX > 0

/** A finished text of an earlier version. */
const toMessage = ({ to, subject, text, calendar }: Rendered): Message => ({
  to,
  // The mail was counted when it was written.
  isProved: true,
  subject: toMailLine(subject),
  text,
  ...(calendar !== null && { calendar: { method: 'PUBLISH', content: calendar, keptUntil: 0 } }),
})

/** The context of a mail, from the mails about its subject and about others. Pure. */
function contextOf(
  { seq, purpose, subjectId }: ClaimedMail,
  about: MailAboutSubject[],
  now: number,
): MailContext {
  const mails = about.filter((one) => one.subjectId === subjectId && one.purpose === purpose)
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
