import { randomBytes } from 'node:crypto'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import { newId } from '../../shared/ids.ts'
import { toInstant } from '../../shared/time-range.ts'
import { hashPassword } from './user.password.ts'
import { findAnyUser, upsertAdmin } from './user.repository.ts'

const inventedEmail = 'admin@coworking.local'

/**
 * Sees to it that someone can administer: the account of `ADMIN_EMAIL`, or on an empty database one with an invented
 * password, which is returned to be shown this once. Safe when several instances start together.
 */
export async function ensureAdmin(
  deps: Pick<Deps, 'config' | 'db' | 'clock'>,
): Promise<{ email: string; password: string } | null> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = deps.config
  const invented = randomBytes(12).toString('base64url')
  const email = (ADMIN_EMAIL ?? inventedEmail).toLowerCase()
  const passwordHash = await hashPassword(ADMIN_PASSWORD ?? invented)
  const at = toInstant(deps.clock.now())
  const admin = { email, passwordHash, firstName: 'Admin', lastName: 'Admin', role: 'admin' as const }
  return inTransaction(deps, async (trx) => {
    if (!ADMIN_EMAIL && (await findAnyUser(trx))) return null
    const isNew = await upsertAdmin(trx, { id: newId(), ...admin, createdAt: at, updatedAt: at })
    // Of several instances on one empty database only the first one's password is the account's.
    return isNew && !ADMIN_EMAIL ? { email, password: invented } : null
  })
}
