import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { unauthenticated, unavailable } from '../../shared/problems.ts'
import { minuteMs, toInstant } from '../../shared/time-range.ts'
import { getOwnUser } from '../users/user.service.ts'
import type { PersonExport } from './privacy.schema.ts'
import { findExportSections } from './privacy.view.ts'

// A slow reader must not read on for hours. An access token is valid for as long.
const maxExportMs = 15 * minuteMs

/**
 * The actor's own data: a `PersonExport` as JSON, in pieces that are made while they are sent. Raises `unauthenticated` where the
 * account has just been deleted or merged into another account; between two pieces also where the session has ended or the user
 * is blocked, and `unavailable` after 15 minutes.
 */
export async function exportMe(
  deps: Pick<Deps, 'db' | 'clock' | 'actors'>,
  { actor }: Call,
): Promise<AsyncGenerator<string>> {
  const { db, clock, actors } = deps
  const user = await getOwnUser(db, actor)
  const startedAt = clock.now()
  const assertMayGoOn = async (): Promise<void> => {
    const { id, sessionId } = actor
    const row = await (sessionId === null ? actors.ofUser(id) : actors.ofSession(sessionId))
    if (!row || row.blocked) throw unauthenticated()
    if (clock.now() - startedAt > maxExportMs) throw unavailable()
  }
  const head = { exportedAt: toInstant(startedAt), user }
  return piecesOf(head, findExportSections(db, actor.id), assertMayGoOn)
}

/** The JSON of `head` with the sections, arrays of rows, as further members. */
async function* piecesOf(
  head: Pick<PersonExport, 'exportedAt' | 'user'>,
  sections: ReturnType<typeof findExportSections>,
  assertMayGoOn: () => Promise<void>,
): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1)
  for await (const { name, rows } of sections) {
    let prefix = `,"${name}":[`
    for await (const batch of rows) {
      // The rows of a batch may be gone since their ids were read.
      if (batch.length === 0) continue
      await assertMayGoOn()
      yield prefix + batch.map((row) => JSON.stringify(row)).join(',')
      prefix = ','
    }
    yield prefix === ',' ? ']' : `${prefix}]`
  }
  yield '}'
}
