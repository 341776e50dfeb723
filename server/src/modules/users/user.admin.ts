import type { Db, Tx } from '../../db/db.ts'
import { newId } from '../../shared/ids.ts'
import { toInstant } from '../../shared/time-range.ts'
import { record } from '../audit/audit.service.ts'
import * as repository from './user.repository.ts'
import { getUser, rightsOf } from './user.service.ts'

/** Whether there is any account, deleted ones included. */
export const hasAnyUser = async (db: Db): Promise<boolean> => (await repository.findAnyUser(db)) !== undefined

/** The account of this email, locked; undefined where there is none or it was deleted. */
export const lockAccount = (trx: Tx, email: string) => repository.lockByEmail(trx, email.toLowerCase())

type NewCredentials = { passwordHash: string; now: number }

// No user is signed in when an administrator is created: the operator creates it, by a setting or a command.
const auditEventOf = (userId: string) =>
  ({ actorId: null, action: 'make_admin', entity: 'user', entityId: userId }) as const

/**
 * Makes an administrator, unless the email has an account already: then it returns false. The email counts as verified,
 * because the operator has named it.
 */
export async function createAdmin(
  trx: Tx,
  email: string,
  { passwordHash, now }: NewCredentials,
): Promise<boolean> {
  const id = newId()
  const at = toInstant(now)
  const admin = { firstName: 'Admin', lastName: 'Admin', role: 'admin' as const, emailVerifiedAt: at }
  const row = { id, email: email.toLowerCase(), passwordHash, ...admin, createdAt: at, updatedAt: at }
  if (!(await repository.insertUnlessTaken(trx, row))) return false
  const after = rightsOf(await getUser(trx, id))
  await record(trx, { ...auditEventOf(id), before: null, after }, now)
  return true
}

/**
 * Makes an administrator of an account that the caller has locked, with this password and without a block. The caller
 * ends its sessions before: the audit trail is the last lock.
 */
export async function promoteToAdmin(
  trx: Tx,
  id: string,
  { passwordHash, now }: NewCredentials,
): Promise<void> {
  const before = rightsOf(await getUser(trx, id))
  const at = toInstant(now)
  const access = { role: 'admin' as const, blockedAt: null, passwordHash, passwordChangedAt: at }
  await repository.updateUser(trx, id, { ...access, emailVerifiedAt: at, updatedAt: at })
  await repository.replaceLocations(trx, id, [])
  const after = rightsOf(await getUser(trx, id))
  await record(trx, { ...auditEventOf(id), before, after }, now)
}
