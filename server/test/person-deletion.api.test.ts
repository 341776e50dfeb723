import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../testing/factories.ts'
import { useService } from '../../testing/harness.ts'
import { startYooKassa } from '../../testing/payments/yookassa.ts'
import { newId } from '../src/shared/ids.ts'
import { findRowsContaining } from './find-rows.ts'
import {
  call,
  findStoredFields,
  mark,
  phones,
  searchedTexts,
  text,
  writePersonTexts,
} from './person-texts.ts'
import { personalTextFields } from './text-fields.ts'

const provider = await startYooKassa()
afterAll(provider.stop)
// With receipts, payments and refunds store an address of the person, too.
const service = useService({ ...provider.env, YOOKASSA_VAT_CODE: '1' })

const remedy =
  'these rows still contain a text of the deleted person: delete or empty it in `deletePersonalData` of server/src/modules/privacy/privacy.deletion.ts'

describe('a deleted person', () => {
  let admin: Person
  let id: string
  let stored: Set<string>
  let tables: Set<string | undefined>

  beforeAll(async () => {
    const written = await writePersonTexts(service)
    admin = written.admin
    id = written.person.id
    stored = written.stored
    // The table of the previous version: an instance of that version may still write into it.
    await sql`
      INSERT INTO mails (id, recipient, subject, body, created_at)
      VALUES (${newId()}, ${written.person.email}, 'A mail', 'of the previous version', now())`.execute(
      service.deps.db,
    )
    const traces = await findRowsContaining(service.deps.db, searchedTexts)
    tables = new Set(traces.map((trace) => trace.split(':')[0]))
    await call(service, 'DELETE', `users/${id}`, { token: admin.token })
  })

  it('leaves no text in any column of any table, although many tables contained such texts', async () => {
    expect(await findRowsContaining(service.deps.db, searchedTexts), remedy).toEqual([])
    expect(
      [...tables],
      'tables with texts of the person before the deletion: `writePersonTexts` of server/test/person-texts.ts writes into a table that is not in this list, or no longer into one of the list: correct the list',
    ).toEqual([
      'bookings',
      'idempotency_keys',
      'mailed_tokens',
      'mails',
      'outgoing_mails',
      'payment_refunds',
      'payments',
      'reviews',
      'sessions',
      'transfers',
      'users',
    ])
  })

  it('without a password leaves no text either, also of a merged second account: names, emails, phones, notes, and stored responses to staff', async () => {
    const { token } = admin
    const names = { firstName: text('createUser.firstName'), lastName: text('createUser.lastName') }
    const account = await call(service, 'POST', 'users', {
      token,
      headers: { 'idempotency-key': `${mark('key')}-desk` },
      body: { ...names, email: `${mark('createUser.email')}@example.com`, phone: phones['createUser.phone'] },
    })
    const email = `${mark('updateUser.email')}@example.com`
    await call(service, 'PATCH', `users/${account.id}`, {
      token,
      body: { email, phone: phones['updateUser.phone'] },
    })
    await service.mailsTo(email)
    // A second account of the same person, which is merged into the first one.
    const second = await call(service, 'POST', 'users', {
      token,
      body: { ...names, phone: phones['createUser.phone'] },
    })
    const note = { note: text('updateUser.note'), tags: [text('updateUser.tags')] }
    await call(service, 'PATCH', `users/${second.id}`, { token, body: note })
    await call(service, 'POST', `users/${second.id}/merge`, {
      token,
      headers: { 'idempotency-key': `${mark('key')}-merge` },
      body: { into: account.id },
    })
    for (const field of await findStoredFields(service)) stored.add(field)
    await call(service, 'DELETE', `users/${account.id}`, { token })
    expect(await findRowsContaining(service.deps.db, searchedTexts), remedy).toEqual([])
  })

  it('had a stored text in every field of `personalTextFields`, except those that are never stored', () => {
    expect(personalTextFields.filter((field) => !stored.has(field))).toEqual([
      'register.password',
      'login.email',
      'login.password',
      'changePassword.currentPassword',
      'changePassword.newPassword',
      'requestPasswordReset.email',
    ])
  })

  it('leaves the ledger unchanged, and the audit trail complete', async () => {
    const entries = await service.deps.db
      .selectFrom('transfers')
      .innerJoin('accounts', 'accounts.id', 'walletId')
      .select(['transfers.kind', 'memo'])
      .where('userId', '=', id)
      .orderBy('walletVersion')
      .execute()
    expect(entries.map((entry) => entry.kind)).toEqual([
      'top_up',
      'top_up',
      'payout',
      'charge',
      'charge',
      'refund',
      'charge',
      'refund',
      'charge',
      'refund',
      'adjustment',
    ])
    expect(entries.filter((entry) => entry.memo !== null)).toEqual([])
    await service.assertBooksAreRight()
  })
})

it('the database allows only the deletion of a memo, and no other change of a transfer', async () => {
  const { db } = service.deps
  for (const change of [
    "memo = 'another'",
    'amount = amount + 1',
    'memo = NULL, amount = 1',
    "created_at = '2020-01-01'",
  ])
    await expect(sql`UPDATE transfers SET ${sql.raw(change)}`.execute(db)).rejects.toThrow('append-only')
  await expect(sql`DELETE FROM transfers`.execute(db)).rejects.toThrow('append-only')
  await expect(sql`UPDATE transfers SET memo = NULL`.execute(db)).resolves.toBeDefined()
})
