import type { Tx } from '../../db/db.ts'
import type { Actor } from '../../shared/call.ts'
import { forbidden, invalidTransition } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { queueMail } from '../mails/mail.service.ts'
import * as repository from './user.repository.ts'
import { missingUser } from './user.rights.ts'
import type { NewMerge } from './user.schema.ts'
import { isBlocked, queueVerificationMail } from './user.service.ts'

type Account = Awaited<ReturnType<typeof repository.lockForMerge>>[number]
/** `from` is closed, `into` survives. */
export type Merge = { from: Account; into: Account }

/**
 * Locks two accounts that are to be merged, by id, against every other use. Raises the problem of `missingUser`, and `forbidden` where
 * the closed account has rights of staff or an account is blocked.
 */
export async function lockForMerge(
  trx: Tx,
  actor: Actor,
  id: string,
  { into: intoId }: NewMerge,
): Promise<Merge> {
  const rows = await repository.lockForMerge(trx, [id, intoId])
  const [from, into] = [id, intoId].map((accountId) => rows.find((row) => row.id === accountId))
  if (!isVisible(from)) throw missingUser(actor, id)
  if (!isVisible(into)) throw missingUser(actor, intoId)
  if (from.role !== 'member')
    throw forbidden({
      en: 'This account has the permissions of staff, which cannot be merged: make it a member first',
      ru: 'У этой учётной записи права сотрудника, они не объединяются: сначала сделайте её участником',
    })
  if (from.blockedAt !== null && from.mergedInto === null) throw blockedProblem()
  if (await isBlocked(trx, into.id))
    throw forbidden({
      en: 'The account to keep is blocked: unblock it first',
      ru: 'Учётная запись, которая остаётся, заблокирована: сначала разблокируйте её',
    })
  return { from, into }
}

/** Raises `invalid_transition` where an account was merged before. */
export function assertNotMerged({ from, into }: Merge): void {
  if (from.mergedInto !== null || into.mergedInto !== null)
    throw invalidTransition({
      en: 'This account was already merged into another one',
      ru: 'Эта учётная запись уже объединена с другой',
    })
}

// A blocked account is not merged: the surviving account would have the blocked person's password and money, but no block.
const blockedProblem = () =>
  forbidden({
    en: 'This account is blocked, and a merge does not carry a block over: lift it first, then block the other account if needed',
    ru: 'Эта учётная запись заблокирована, а блокировка не переносится: сначала снимите её и, если она нужна, заблокируйте вторую запись',
  })

const isVisible = (row: Account | undefined): row is Account =>
  row !== undefined && (row.deletedAt === null || row.mergedInto !== null)

const maxNoteLength = 2_000
const maxTags = 20

/**
 * Closes an account (`from`), which keeps its name and telephone number. The surviving account (`into`) gets the email and the telephone
 * number where it has none; with a verified email also the password; the tags up to their limit; the note where both notes fit.
 */
export async function mergeAccounts(trx: Tx, { from, into }: Merge, now: number): Promise<void> {
  const at = toInstant(now)
  await repository.closeMerged(trx, from.id, into.id, at)
  const movesEmail = into.email === null && from.email !== null
  await repository.updateUser(trx, into.id, {
    ...(movesEmail && credentialsOf(from, at)),
    ...(into.phone === null && { phone: from.phone }),
    note: joinNotes(into.note, from.note),
    tags: joinTags(into.tags, from.tags),
    updatedAt: at,
  })
  if (movesEmail && from.emailVerifiedAt === null) await queueVerificationMail(trx, into.id, now)
  await queueMergeMails(trx, { from, into }, now)
}

/**
 * Queues the mails about the merge: to the surviving account, and to the closed account's email, where that is another verified
 * address.
 */
async function queueMergeMails(trx: Tx, { from, into }: Merge, now: number): Promise<void> {
  const survivorHadNoEmail = into.email === null
  const mail = {
    purpose: 'merge' as const,
    subjectId: from.id,
    userId: into.id,
    details: survivorHadNoEmail || from.email === null ? {} : { formerEmail: from.email },
  }
  await queueMail(trx, { ...mail, kind: 'merged' }, now)
  // Of mails with equal `subjectId` and `userId`, each waits for the one before. These two go to different mailboxes, so each has the id of
  // the other account as `subjectId`.
  if (!survivorHadNoEmail && from.emailVerifiedAt !== null)
    await queueMail(trx, { ...mail, kind: 'merged_former', subjectId: into.id }, now)
}

/** A password comes with a verified email only: anybody could have registered another address. */
const credentialsOf = ({ email, emailVerifiedAt, passwordHash }: Account, at: string) => ({
  email,
  emailVerifiedAt,
  ...(emailVerifiedAt !== null && { passwordHash, passwordChangedAt: at }),
})

/** The joined note, or the first alone where both would be too long; the other stays with the closed account. Pure. */
export function joinNotes(note: string, other: string): string {
  const joined = [note, other].filter((text) => text !== '').join('\n')
  return [...joined].length > maxNoteLength ? note : joined
}

/** The tags of both accounts, without duplicates (ignoring case), up to the limit of one person. Pure. */
export function joinTags(tags: string[], others: string[]): string[] {
  const known = new Set(tags.map((tag) => tag.toLowerCase()))
  return [...tags, ...others.filter((tag) => !known.has(tag.toLowerCase()))].slice(0, maxTags)
}
