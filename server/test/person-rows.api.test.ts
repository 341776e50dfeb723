import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makePerson, type Person } from '../../testing/factories.ts'
import { startBeside, type TestService, useService } from '../../testing/harness.ts'
import { assertFreshAfter, type CachedRead, everyCachedRead } from '../../testing/lists.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { notExported, personColumns } from './person-columns.ts'
import { countRowsNaming, setRights, writePersonRows } from './person-rows.ts'
import { call } from './person-texts.ts'

// The tests run in this order: a person with rows in many tables exports them, is merged into another account, and is deleted.
const provider = await startYooKassa()
afterAll(provider.stop)
const service = useService(provider.env)
let uncached: TestService
let fixture: Awaited<ReturnType<typeof writePersonRows>>
let readers: [Person, Person, Person, Person]

beforeAll(async () => {
  uncached = await startBeside(service)
  fixture = await writePersonRows(service)
  const { admin, locationId } = fixture
  const manager = await makePerson(service, 'manager', [locationId])
  readers = [await makePerson(service), await makePerson(service), manager, admin]
})
afterAll(() => uncached.stop())

const columnsWith = (field: 'deletion' | 'export' | 'merge', treatment: RegExp): string[] =>
  Object.entries(personColumns).flatMap(([column, each]) => (treatment.test(each[field]) ? [column] : []))
const rowsOf = (id: string) => countRowsNaming(service.deps.db, id)

/** Each cached list, as the readers see it. */
const reads = (): CachedRead[] => {
  const { closed, survivor, locationId, spaceId } = fixture
  const [member, other, manager, admin] = readers
  const tokens = [member.token, other.token, manager.token, admin.token] as const
  return everyCachedRead({ locationId, spaceId, userIds: [closed.id, survivor.id], tokens })
}
const changesBy = (work: () => Promise<unknown>) => assertFreshAfter({ service, uncached }, reads, work)
const noRow =
  'the person of this test has no row in these columns: make one in `writePersonRows` of server/test/person-rows.ts, or in `writePersonTexts` of person-texts.ts where it has a text of the person'

it('a person with rows in every column that is exported finds them in the export', async () => {
  const exported = columnsWith('export', /^(?!not: )/)
  const rows = await rowsOf(fixture.closed.id)
  const managed = 'location_managers.user_id'
  expect(
    exported.filter((column) => column !== managed && rows[column] === 0),
    noRow,
  ).toEqual([])
  const body = await call(service, 'GET', 'me/export', { token: fixture.closed.token })
  expect(
    exported.filter((column) => Object.keys(body[personColumns[column]?.export ?? ''] ?? {}).length === 0),
    'the export has no rows of these columns: add them to sectionsOf of server/src/modules/privacy/privacy.view.ts',
  ).toEqual([])
})

it.each(Object.entries(notExported))(
  'the export has every column of %s that it does not leave out on purpose',
  async (table, left) => {
    const { rows } = await sql<{ name: string }>`SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = ${table}`.execute(service.deps.db)
    const body = await call(service, 'GET', 'me/export', { token: fixture.closed.token })
    const exported = Object.keys(body[personColumns[`${table}.user_id`]?.export ?? '']?.[0] ?? {})
    const keyOf = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    const missing = rows.map(({ name }) => name).filter((name) => !exported.includes(keyOf(name)))
    const remedy =
      'add the column to sectionsOf of server/src/modules/privacy/privacy.view.ts, or to `notExported` of server/test/person-columns.ts'
    expect(missing.sort(), remedy).toEqual(left.toSorted())
  },
)

it('a merge moves, deletes or leaves the rows of the closed account as `personColumns` says, and no cached list stays old', async () => {
  const { admin, closed, survivor } = fixture
  const [before, own] = [await rowsOf(closed.id), await rowsOf(survivor.id)]
  const affected = columnsWith('merge', /^(moves|deleted|stays): /)
  expect(
    affected.filter((column) => before[column] === 0),
    noRow,
  ).toEqual([])
  const merge = () =>
    call(service, 'POST', `users/${closed.id}/merge`, { token: admin.token, body: { into: survivor.id } })
  expect(await changesBy(merge)).not.toEqual([])
  const [after, gained] = [await rowsOf(closed.id), await rowsOf(survivor.id)]
  const isRight: Record<string, (column: string) => boolean> = {
    moves: (column) =>
      Number(after[column]) < Number(before[column]) && Number(gained[column]) > Number(own[column]),
    deleted: (column) => after[column] === 0,
    stays: (column) => Number(after[column]) >= Number(before[column]),
    none: (column) => before[column] === 0,
  }
  expect(
    Object.entries(personColumns).flatMap(([column, { merge: treatment }]) =>
      isRight[treatment.split(':')[0] ?? '']?.(column) ? [] : [`${column}: ${treatment}`],
    ),
    'mergePerson of server/src/modules/privacy/privacy.merge.ts does not do this with the rows in these columns: let it call a function of the module that owns the table, or say in server/test/person-columns.ts what a merge does',
  ).toEqual([])
})

it('the rows of a deleted person and of a merged account are deleted or stay as `personColumns` says, and no cached list stays old', async () => {
  const { admin, closed, survivor, locationId } = fixture
  const { token } = admin
  await setRights(service, admin, survivor.id, 'manager', [locationId])
  // A balance prevents the deletion of the account.
  const withdrawal = { amount: -100, kind: 'adjustment' }
  await call(service, 'POST', `users/${survivor.id}/wallet/entries`, { token, body: withdrawal })
  const [deleted, staying] = [columnsWith('deletion', /^deleted$/), columnsWith('deletion', /^stays: /)]
  const accounts = [closed.id, survivor.id]
  const rowsOfBoth = async () => {
    const [first, second] = await Promise.all(accounts.map(rowsOf))
    return (column: string) => Number(first?.[column]) + Number(second?.[column])
  }
  const before = await rowsOfBoth()
  expect(
    [...deleted, ...staying].filter((column) => before(column) === 0),
    noRow,
  ).toEqual([])
  expect(await changesBy(() => call(service, 'DELETE', `users/${survivor.id}`, { token }))).not.toEqual([])
  const after = await rowsOfBoth()
  expect(
    deleted.filter((column) => after(column) > 0),
    'these columns still name the deleted person: delete the rows in deletePersonalData of server/src/modules/privacy/privacy.deletion.ts, or give the reason in server/test/person-columns.ts',
  ).toEqual([])
  expect(
    staying.filter((column) => after(column) < before(column)),
    'rows in these columns were deleted with the person, although server/test/person-columns.ts says that they stay',
  ).toEqual([])
})
