import type { Db, Tx } from '../../db/db.ts'
import { RetryTransaction } from '../../db/failures.ts'
import type { Page } from '../../db/page.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call, Role } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { forbidden, invalidField, notFound, unauthenticated } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { assertUnchanged } from '../../shared/version.ts'
import { queueMail } from '../mails/mail.service.ts'
import { emailTaken, lastAdmin } from './user.problems.ts'
import * as repository from './user.repository.ts'
import { isManagerWithLocation, missingUser } from './user.rights.ts'
import type { ListedUser, ProfileChange, UserForStaff, UserQuery } from './user.schema.ts'
import * as view from './user.view.ts'

/** Raises `not_found`. */
export async function getUser(db: Db, id: string): Promise<UserForStaff> {
  const user = await view.findUserView(db, id)
  if (!user) throw notFound()
  return user
}

/** The actor's own account. Raises `unauthenticated` where it has just been deleted or merged into another account. */
export async function getOwnUser(db: Db, actor: Actor): Promise<UserForStaff> {
  const user = await view.findUserView(db, actor.id)
  if (!user || user.mergedInto !== null) throw unauthenticated()
  return user
}

// Each word is searched for in three columns.
const maxWords = 8

/** Raises `validation_failed`. Pure. */
export function assertFewWords({ search = '' }: Pick<UserQuery, 'search'>): void {
  if (search.trim().split(/\s+/).length > maxWords)
    throw invalidField('/search', {
      en: `must be at most ${maxWords} words`,
      ru: `должно быть не больше ${maxWords} слов`,
    })
}

/** All users for an administrator, members for a manager with a location. Raises `validation_failed` beyond eight words of search. */
export const listUsers = async (db: Db, actor: Actor, query: UserQuery): Promise<Page<ListedUser>> => {
  const { role } = query
  assertFewWords(query)
  if (actor.role === 'admin') return view.listUsers(db, query)
  const includesMembers = role === undefined || role.includes('member')
  if (!includesMembers || !isManagerWithLocation(actor))
    return { items: [], nextCursor: null, ...(query.withTotal && { total: 0 }) }
  return view.listUsers(db, { ...query, role: ['member'] })
}

/** The user, without a check of rights. Raises the problem of `missingUser`. */
async function getUserOrMissing(db: Db, actor: Actor, id: string): Promise<UserForStaff> {
  const user = await view.findUserView(db, id)
  if (!user) throw missingUser(actor, id)
  return user
}

/**
 * Raises the problem of `missingUser`; a manager also gets `not_found` for other staff, with the accounts that were merged into theirs, or
 * when the manager runs no location.
 */
export async function getVisibleUser(db: Db, actor: Actor, id: string): Promise<UserForStaff> {
  const user = await getUserOrMissing(db, actor, id)
  if (actor.role === 'admin' || user.id === actor.id) return user
  const account = await repository.findAccount(db, id)
  if (!isManagerWithLocation(actor) || account?.role !== 'member') throw notFound()
  return user
}

/** Raises `unauthenticated` where the account has just been deleted or merged into another account. */
export async function updateProfile(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  change: ProfileChange,
): Promise<UserForStaff> {
  const updatedAt = toInstant(deps.clock.now())
  return inTransaction(deps, async (trx) => {
    await repository.updateUser(trx, call.actor.id, { ...change, updatedAt })
    return getOwnUser(trx, call.actor)
  })
}

type Rights = Pick<UserForStaff, 'role' | 'blocked' | 'locationIds'>

/**
 * The fields of a user that the audit trail stores. `record` drops all others (`audit.states.ts`), because the trail is kept longer than the
 * person's account.
 */
export const rightsOf = ({ role, blocked, locationIds }: Rights) => ({ role, blocked, locationIds })

/** The fields that staff change; other fields of the response change by themselves, such as the balances. */
export const changeableOf = ({ firstName, lastName, phone, email, note, tags, ...user }: UserForStaff) => ({
  firstName,
  lastName,
  phone,
  email,
  note,
  tags,
  ...rightsOf(user),
})

/**
 * Raises the problem of `missingUser`, and `precondition_failed` where the person has changed since the state that the request names.
 */
export async function getUnchangedUser(db: Db, { actor, ifMatch }: Call, id: string): Promise<UserForStaff> {
  const user = await getUserOrMissing(db, actor, id)
  assertUnchanged(changeableOf(user), ifMatch)
  return user
}

/** Raises `last_admin` when no other administrator would be left. */
export function assertAdminLeft(admins: { id: string }[], id: string): void {
  if (admins.length === 1 && admins[0]?.id === id) throw lastAdmin()
}

/**
 * Raises the problem of `missingUser`, and `last_admin`, before anything is deleted; `anonymiseUser` checks both again when the user is locked.
 * Locks the administrators.
 */
export async function assertExistsAndAdminLeft(trx: Tx, actor: Actor, id: string): Promise<void> {
  const admins = await repository.lockAdmins(trx)
  if (!(await repository.findAccount(trx, id))) throw missingUser(actor, id)
  assertAdminLeft(admins, id)
}

/**
 * Removes the person's data from an account that stays for the ledger, and returns the person as it was. Locks the administrators,
 * then the user. Raises the problem of `missingUser`, `precondition_failed`, `last_admin`.
 */
export async function anonymiseUser(trx: Tx, call: Call, id: string, now: number): Promise<UserForStaff> {
  const admins = await repository.lockAdmins(trx)
  if (!(await repository.lockUserAgainstChange(trx, id))) throw missingUser(call.actor, id)
  const before = await getUnchangedUser(trx, call, id)
  assertAdminLeft(admins, id)
  await repository.replaceLocations(trx, id, [])
  await repository.anonymise(trx, id, toInstant(now))
  return before
}

/** Removes the person's data from an account that was merged into an account which is being deleted. */
export const anonymiseMerged = (trx: Tx, id: string, now: number) =>
  repository.anonymise(trx, id, toInstant(now))

type NewUser = {
  email: string | null
  phone?: string | null
  firstName: string
  lastName: string
  locale?: 'en' | 'ru'
  role?: Role
  /** Null for a person at the front desk, who cannot sign in until the person has set a password. */
  passwordHash: string | null
  now: number
}

/** Raises `email_taken`. Returns the id. */
export async function createUser(trx: Tx, { now, ...user }: NewUser): Promise<string> {
  const email = user.email?.toLowerCase() ?? null
  if (email !== null && (await repository.findCredentials(trx, email))) throw emailTaken()
  const id = newId()
  const at = toInstant(now)
  await repository.insertUser(trx, { ...user, id, email, createdAt: at, updatedAt: at })
  return id
}

/** The data against which a sign-in is checked. */
export const findCredentials = (db: Db, email: string) => repository.findCredentials(db, email)

/** Locks the user. False where the account has another password hash by now; otherwise it does not change until the transaction ends. */
export const lockUserWithPasswordHash = async (trx: Tx, id: string, passwordHash: string): Promise<boolean> =>
  (await repository.lockPasswordHash(trx, id)) === passwordHash

/** Stores another hash of the unchanged password, unless the password has been changed meanwhile: then false. */
export const replacePasswordHash = repository.replacePasswordHash

/** Locks an account against every change by another transaction; false where there is none. */
export const lockUserAgainstChange = async (trx: Tx, id: string): Promise<boolean> =>
  (await repository.lockUserAgainstChange(trx, id)) !== undefined

export const setPassword = (trx: Tx, id: string, passwordHash: string, at: string) =>
  repository.updateUser(trx, id, { passwordHash, passwordChangedAt: at, updatedAt: at })

/** Queues the mail with the link that verifies a user's email; the link itself is made at the moment of sending (`auth.composer.ts`). */
export const queueVerificationMail = (trx: Tx, userId: string, now: number): Promise<boolean> =>
  queueMail(trx, { purpose: 'verify_email', kind: 'verify_email', subjectId: userId, userId }, now)

export const markEmailVerified = (trx: Tx, id: string, at: string) =>
  repository.updateUser(trx, id, { emailVerifiedAt: at, updatedAt: at })

/** Makes a user the manager of exactly these locations. */
export async function appointManager(
  trx: Tx,
  userId: string,
  locationIds: string[],
  now: number,
): Promise<void> {
  await repository.updateUser(trx, userId, { role: 'manager', updatedAt: toInstant(now) })
  await repository.replaceLocations(trx, userId, locationIds)
}

/** The statement that prevents the deletion of an account, and gives a row where it exists, as a part of a larger statement. */
export const lockUserAgainstDeletionStatement = repository.lockUserAgainstDeletionStatement

/**
 * The account whose wallet is the person's wallet: the surviving account of a merge, or the account itself. Locks this account, so that
 * it is not merged before the transaction ends, and the wallet keeps its owner. The merged account is not locked, because the deletion of
 * a person locks the surviving account before the merged accounts.
 */
export async function lockWalletOwner(trx: Tx, userId: string): Promise<string> {
  const survivor = await repository.lockSurvivor(trx, userId)
  if (survivor?.mergedInto) throw new RetryTransaction()
  return survivor?.id ?? userId
}

/** Whether the account was deleted; not true of an account that was merged into one that still exists. */
export const isDeleted = async (db: Db, userId: string): Promise<boolean> =>
  (await repository.findAccount(db, userId)) === undefined

/** The accounts that were merged into this account. */
export const findMerged = (db: Db, userId: string): Promise<string[]> => repository.findMerged(db, userId)

/**
 * Keeps an account from being deleted until the transaction ends; other changes remain possible. Raises the problem of `missingUser`.
 */
export async function lockUserAgainstDeletion(trx: Tx, actor: Actor, userId: string): Promise<void> {
  if (!(await repository.lockUserAgainstDeletion(trx, userId))) throw missingUser(actor, userId)
}

/** The administrators who are not blocked, also those without a password. */
export const listAdminIds = (db: Db): Promise<string[]> => repository.findAdminIds(db)

export const isBlocked = (db: Db, userId: string): Promise<boolean> => repository.isBlocked(db, userId)

/** Raises `forbidden` for a blocked account, which gets no new bookings and no top-ups. */
export async function assertNotBlocked(db: Db, userId: string): Promise<void> {
  if (await isBlocked(db, userId))
    throw forbidden({
      en: 'The account that this is for is blocked',
      ru: 'Учётная запись, для которой это делается, заблокирована',
    })
}
