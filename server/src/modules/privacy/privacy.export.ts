import type { Deps } from '../../deps.ts'
import type { Call } from '../../shared/call.ts'
import { toInstant } from '../../shared/time-range.ts'
import { getOwnUser } from '../users/user.service.ts'
import type { PersonExport } from './privacy.schema.ts'
import { findExportSections } from './privacy.view.ts'

/**
 * The actor's own data: a `PersonExport` as JSON, in pieces that are made while they are sent. Raises `unauthenticated` where the
 * account has just been deleted or merged into another account.
 */
export async function exportMe(
  deps: Pick<Deps, 'db' | 'clock'>,
  { actor }: Call,
): Promise<AsyncGenerator<string>> {
  const user = await getOwnUser(deps.db, actor)
  return piecesOf({ exportedAt: toInstant(deps.clock.now()), user }, findExportSections(deps.db, actor.id))
}

/** The JSON of `head` with the sections, arrays of rows, as further members. */
async function* piecesOf(
  head: Pick<PersonExport, 'exportedAt' | 'user'>,
  sections: ReturnType<typeof findExportSections>,
): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1)
  for await (const { name, rows } of sections) {
    let prefix = `,"${name}":[`
    for await (const batch of rows) {
      // The rows of a batch may be gone since their ids were read.
      if (batch.length === 0) continue
      yield prefix + batch.map((row) => JSON.stringify(row)).join(',')
      prefix = ','
    }
    yield prefix === ',' ? ']' : `${prefix}]`
  }
  yield '}'
}
