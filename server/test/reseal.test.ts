import { expect, it } from 'vitest'
import { backUp, createEmptyDatabase, migrateWith, restore } from '../../testing/backup/databases.ts'
import { auditDatabase } from '../../testing/postgres/books.ts'
import { query } from '../../testing/postgres/query.ts'
import { migrate } from '../src/db/migrate.ts'
import { readMigrations } from '../src/db/migrations.ts'

const userId = '01a2038e-0000-7000-8000-000000000001'

/** Makes a database without migration 0019 and later ones. Its trail has five events, of which the last three contain texts. */
async function createOldDatabase(): Promise<string> {
  const url = await createEmptyDatabase()
  const known = await readMigrations()
  const firstMissing = known.findIndex(({ name }) => name.endsWith('_audit_without_words.sql'))
  await migrateWith(url, known.slice(0, firstMissing))
  const states = [
    ['user', { role: 'member', blocked: false, locationIds: [] }],
    ['opening_hours', { weekly: [] }],
    [
      'booking',
      { id: userId, status: 'confirmed', title: 'zqtitle', cancelReason: 'zqreason', quote: { lines: [] } },
    ],
    [
      'tariff',
      {
        name: 'zqname',
        hourlyRate: 5,
        rules: [
          { from: '09:00', label: 'zqlabel' },
          { from: '10:00', label: 'b' },
        ],
      },
    ],
    ['wallet', { amount: 5, kind: 'top_up', memo: 'zqmemo' }],
  ] as const
  for (const [index, [entity, state]] of states.entries())
    await query(
      url,
      `INSERT INTO audit_events (id, actor_id, action, entity, entity_id, before, after, created_at)
       VALUES ('01a2038e-0000-7000-8000-00000000001${index}', '${userId}', 'update', '${entity}', '${userId}',
         '${JSON.stringify(state)}', '${JSON.stringify(state)}', '2026-01-0${index + 1}')`,
    )
  return url
}

const headOf = async (url: string) =>
  (await query(url, "SELECT seq::int, encode(seal, 'hex') AS seal FROM audit_head"))[0]
const trailOf = (url: string) =>
  query(url, 'SELECT action, entity, before, after FROM audit_events ORDER BY seq')
const sealsOf = async (url: string) =>
  (await query(url, "SELECT encode(seal, 'hex') AS seal FROM audit_events ORDER BY seq")).map(
    (row) => row.seal,
  )

async function faultsOf(url: string): Promise<string[]> {
  const findings = await auditDatabase(url, { now: Date.now(), jobsRanAt: null })
  return findings.map(({ detail }) => detail)
}

/** Checks the trail of a database that was upgraded, or restored from an old backup. */
async function expectResealed(url: string, old: { head: unknown; seals: unknown[] }): Promise<void> {
  const trail = await trailOf(url)
  expect(JSON.stringify(trail)).not.toContain('zq')
  expect(trail.slice(2, 5).map((event) => event.after)).toEqual([
    { id: userId, status: 'confirmed' },
    { hourlyRate: 5, rules: [{ from: '09:00' }, { from: '10:00' }] },
    { amount: 5, kind: 'top_up' },
  ])
  const seals = await sealsOf(url)
  expect(seals.slice(0, 2)).toEqual(old.seals.slice(0, 2))
  expect(seals[2]).not.toBe(old.seals[2])
  expect(trail.slice(5)).toEqual([
    {
      action: 'reseal',
      entity: 'audit',
      before: old.head,
      after: { fromSeq: 3, seal: seals[4], brokenAt: null },
    },
  ])
  expect(await faultsOf(url)).toEqual([])
}

it('an upgrade removes text from the trail, seals it again from the first event that had text, and keeps the old head', async () => {
  const url = await createOldDatabase()
  const old = { head: await headOf(url), seals: await sealsOf(url) }
  await migrate(url)
  await expectResealed(url, old)
})

it('a restored backup of an older release has no text in its trail either', async () => {
  const url = await createOldDatabase()
  const old = { head: await headOf(url), seals: await sealsOf(url) }
  const target = await createEmptyDatabase()
  await restore(target, await backUp(url))
  await expectResealed(target, old)
})

it.each([
  ['changed', 'UPDATE audit_events SET actor_id = NULL WHERE seq = 4', 'it was broken at event 4'],
  ['cut off', 'DELETE FROM audit_events WHERE seq = 5', 'it was broken at event 4'],
])('a trail that was %s before the upgrade is still reported after it', async (_, tampering, fault) => {
  const url = await createOldDatabase()
  await query(url, `SET session_replication_role = replica; ${tampering}`)
  await migrate(url)
  expect(await faultsOf(url)).toContain(fault)
})

it('a trail that is changed after the upgrade and sealed again by hand is reported', async () => {
  const url = await createOldDatabase()
  await migrate(url)
  await query(
    url,
    `SET session_replication_role = replica;
     UPDATE audit_events e SET actor_id = NULL, seal = audit_seal(
       (SELECT seal FROM audit_events p WHERE p.seq = 4), ROW(e.id, e.seq, NULL, e.action, e.entity, e.entity_id,
         e.before, e.after, e.created_at, e.seal)::audit_events) WHERE seq = 5`,
  )
  expect(await faultsOf(url)).toContain('event 5 is not the one that was sealed last')
})
