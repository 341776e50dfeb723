import type { Db, Tx } from '../../db/db.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Deps } from '../../deps.ts'
import type { Actor, Call } from '../../shared/call.ts'
import { newId } from '../../shared/ids.ts'
import { forbidden, notFound, unauthenticated, userBlocked } from '../../shared/problems.ts'
import { toInstant } from '../../shared/time-range.ts'
import { hashPassword, verifyPassword } from './user.password.ts'
import { emailTaken } from './user.problems.ts'
import * as repository from './user.repository.ts'
import type { Credentials, ProfileChange, Registration, Session, User } from './user.schema.ts'
import * as tokens from './user.tokens.ts'
import { findUserView } from './user.view.ts'

/** Makes a member and signs it in. Raises `email_taken`. */
export async function register(
  deps: Pick<Deps, 'db' | 'clock' | 'jwtSecret'>,
  { password, ...person }: Registration,
): Promise<Session> {
  const passwordHash = await hashPassword(password)
  return inTransaction(deps, async (trx) => {
    const id = await createUser(trx, { ...person, passwordHash, now: deps.clock.now() })
    return openSession(deps, trx, id)
  })
}

/** One answer and one timing whether the email is unknown or the password wrong. Raises `unauthenticated`, `user_blocked`. */
export async function login(
  deps: Pick<Deps, 'db' | 'clock' | 'jwtSecret'>,
  input: Credentials,
): Promise<Session> {
  const user = await repository.findUserByEmail(deps.db, input.email)
  const right = await verifyPassword(user?.passwordHash ?? null, input.password)
  if (!user || !right)
    throw unauthenticated({ en: 'The email or the password is wrong', ru: 'Неверный адрес почты или пароль' })
  if (user.blockedAt) throw userBlocked()
  return inTransaction(deps, (trx) => openSession(deps, trx, user.id))
}

/** Who an `Authorization` header speaks for; null without one. Raises `unauthenticated`, `token_expired`, `user_blocked`. */
export async function authenticate(
  deps: Pick<Deps, 'actors' | 'clock' | 'jwtSecret'>,
  authorization: string | undefined,
): Promise<Actor | null> {
  if (authorization === undefined) return null
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? []
  if (token === undefined) throw unauthenticated()
  const actor = await deps.actors.fetch(await tokens.readAccessToken(deps, token))
  if (!actor) throw unauthenticated()
  if (actor.blocked) throw userBlocked()
  return actor
}

/** Raises `not_found`. */
export async function getUser(db: Db, id: string): Promise<User> {
  const user = await findUserView(db, id)
  if (!user) throw notFound()
  return user
}

export async function updateProfile(
  deps: Pick<Deps, 'db' | 'clock'>,
  call: Call,
  change: ProfileChange,
): Promise<User> {
  const updatedAt = toInstant(deps.clock.now())
  await repository.updateUser(deps.db, call.actor.id, { ...change, updatedAt })
  return getUser(deps.db, call.actor.id)
}

type NewUser = Omit<Registration, 'password'> & { passwordHash: string; now: number; role?: Actor['role'] }

/** Raises `email_taken`. Returns the id. */
export async function createUser(trx: Tx, { now, ...user }: NewUser): Promise<string> {
  const email = user.email.toLowerCase()
  if (await repository.findUserByEmail(trx, email)) throw emailTaken()
  const id = newId()
  const at = toInstant(now)
  await repository.insertUser(trx, { ...user, id, email, createdAt: at, updatedAt: at })
  return id
}

/** Makes a user the manager of these locations, besides those it runs already. */
export async function appointManager(trx: Tx, userId: string, locationIds: string[]): Promise<void> {
  await repository.setRole(trx, userId, 'manager')
  for (const locationId of locationIds) await repository.insertManager(trx, userId, locationId)
}

async function openSession(
  deps: Pick<Deps, 'clock' | 'jwtSecret'>,
  trx: Tx,
  userId: string,
): Promise<Session> {
  const now = deps.clock.now()
  const refreshToken = tokens.newSecretToken()
  await repository.insertRefreshToken(trx, {
    id: newId(),
    userId,
    familyId: newId(),
    tokenHash: tokens.hashToken(refreshToken),
    createdAt: toInstant(now),
    expiresAt: toInstant(now + tokens.refreshTokenMs),
  })
  return {
    accessToken: await tokens.signAccessToken(deps, userId),
    tokenType: 'Bearer',
    expiresIn: tokens.accessTokenSeconds,
    refreshToken,
    user: await getUser(trx, userId),
  }
}

/**
 * Whom staff act for: a manager for members only, an administrator for anybody. Raises `not_found` (for a manager also
 * for other staff), `forbidden` (a manager for itself).
 */
export async function assertServes(db: Db, actor: Actor, userId: string): Promise<void> {
  const user = await repository.findActorRow(db, userId)
  if (!user) throw notFound()
  if (actor.role === 'admin') return
  if (actor.role !== 'manager' || actor.id === userId)
    throw forbidden({ en: 'You may not do this for yourself', ru: 'Это нельзя сделать для самого себя' })
  if (user.role !== 'member') throw notFound()
}
