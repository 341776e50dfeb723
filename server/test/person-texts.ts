import { expect } from 'vitest'
import { at, makeCoworking, type Person, travelTo } from '../../testing/factories.ts'
import type { TestService } from '../../testing/harness.ts'
import { runJobs } from '../src/jobs.ts'
import { findRowsContaining } from './find-rows.ts'
import { personalTextFields } from './text-fields.ts'

/** The marker in the text of a field. The test searches for it in all tables, in any letter case. */
export const mark = (field: string) => `zq${field.toLowerCase().replaceAll(/[^a-z]/g, '')}zq`

/** A text that a person writes into this field. */
export const text = (field: string) => `${mark(field)} of the person`

// A phone number cannot contain a marker, so the test searches for the number itself.
export const phones = {
  'updateMe.phone': '+79990001122',
  'updateUser.phone': '+79990003344',
  'createUser.phone': '+79990005566',
}

/** The markers, numbers and addresses of the person, which the tests search for in the database. */
export const searchedTexts = [
  ...personalTextFields.map(mark),
  mark('user agent'),
  mark('key'),
  '203.0.113.77',
  ...Object.values(phones),
]

/** The fields of `personalTextFields` whose text is now in any column of any table. */
export async function findStoredFields({ deps }: TestService): Promise<string[]> {
  const rows = (await findRowsContaining(deps.db, searchedTexts)).join().toLowerCase()
  const searchedTextOf = (field: string) => phones[field as keyof typeof phones] ?? mark(field)
  return personalTextFields.filter((field) => rows.includes(searchedTextOf(field)))
}

const keyed = (key: string) => ({ 'idempotency-key': `${mark('key')}-${key}` })

/** Sends a request, and returns the body of the response; fails when the response is a refusal. */
export async function call(
  service: TestService,
  method: string,
  path: string,
  options: Parameters<TestService['request']>[2] = {},
) {
  const response = await service.request(method, path, options)
  const remedy =
    'correct this request in server/test/person-texts.ts, in person-rows.ts beside it or in the test itself, or remove it there if the route no longer exists; if an earlier test of this file failed, mend that first'
  expect(response.status, `${method} ${path}: ${response.text}: ${remedy}`).toBeLessThan(300)
  return response.body
}

type PersonTextsFixture = {
  service: TestService
  admin: Person
  person: Person
  spaceId: string
  /** Adds the fields whose text is stored now to `stored`; called before another text replaces one of these. */
  addStored(): Promise<void>
}

const password = text('register.password')

/**
 * Registers a person, and writes a text into every field of `personalTextFields`, except those for a person without a password. At the end the
 * person has no money and no upcoming booking, so the account can be deleted. Returns in `stored` the fields whose text was in the database
 * at some time. The service needs a payment provider.
 */
export async function writePersonTexts(service: TestService): Promise<{
  admin: Person
  person: Person
  spaceId: string
  stored: Set<string>
}> {
  const stored = new Set<string>()
  const addStored = async () => {
    for (const field of await findStoredFields(service)) stored.add(field)
  }
  const { admin, space } = await makeCoworking(service, { space: { requiresCheckIn: false } })
  const person = await registerPerson(service)
  const fixture = { service, admin, person, spaceId: space.id, addStored }
  await addStored()
  await writeProfile(fixture)
  await writeMoney(fixture)
  await writeBookings(fixture)
  await travelTo(service, '2026-12-02T09:00:00Z', admin, person)
  await runJobs(service.deps)
  await writeReview(fixture)
  const upcoming = { spaceId: space.id, ...at('2026-12-05', '09:00', '10:00'), title: text('book.title') }
  await call(service, 'POST', 'bookings', { token: fixture.person.token, body: upcoming })
  await writePassword(fixture)
  await emptyWallet(fixture)
  await addStored()
  return { admin, person, spaceId: space.id, stored }
}

async function registerPerson(service: TestService): Promise<Person> {
  const email = `${mark('register.email')}@example.com`
  const names = { firstName: text('register.firstName'), lastName: text('register.lastName') }
  const { user, accessToken } = await call(service, 'POST', 'auth/register', {
    headers: { 'user-agent': text('user agent') },
    body: { email, password, ...names },
  })
  await service.request('POST', 'auth/login', {
    body: { email: `${mark('login.email')}@example.com`, password: text('login.password') },
  })
  return { id: user.id, email, token: accessToken }
}

async function writeProfile({ service, admin, person, addStored }: PersonTextsFixture): Promise<void> {
  await call(service, 'PATCH', 'me', {
    token: person.token,
    body: {
      firstName: text('updateMe.firstName'),
      lastName: text('updateMe.lastName'),
      phone: phones['updateMe.phone'],
    },
  })
  await addStored()
  await call(service, 'PATCH', `users/${person.id}`, {
    token: admin.token,
    body: {
      firstName: text('updateUser.firstName'),
      lastName: text('updateUser.lastName'),
      note: text('updateUser.note'),
      tags: [text('updateUser.tags')],
    },
  })
}

/** Makes a top-up in cash, and a payment by card with its refund. */
async function writeMoney({ service, admin, person }: PersonTextsFixture): Promise<void> {
  await call(service, 'POST', `users/${person.id}/wallet/entries`, {
    token: admin.token,
    headers: keyed('entry'),
    body: { amount: 1_000_000, kind: 'top_up', memo: text('addEntry.memo') },
  })
  const payment = await call(service, 'POST', 'payments', {
    token: person.token,
    headers: keyed('payment'),
    body: { amount: 1_000, returnPath: `/${mark('createPayment.returnPath')}` },
  })
  await fetch(payment.checkoutUrl, { method: 'POST', body: 'do=pay', redirect: 'manual' })
  service.clock.advance(2_000)
  await call(service, 'GET', `payments/${payment.id}`, { token: person.token })
  await call(service, 'POST', `payments/${payment.id}/refunds`, {
    token: admin.token,
    headers: keyed('refund'),
    body: { amount: 1_000, reason: text('refundPayment.reason') },
  })
}

/** Makes a booking that the person will visit, a booking that staff make and cancel, and a booking that staff reject. */
async function writeBookings({ service, admin, person, spaceId }: PersonTextsFixture): Promise<void> {
  const hours = (from: string, to: string) => ({ spaceId, ...at('2026-12-02', from, to) })
  const title = { title: text('book.title') }
  const visit = await call(service, 'POST', 'bookings', {
    token: person.token,
    headers: keyed('book'),
    body: { ...hours('09:00', '10:00'), ...title },
  })
  await call(service, 'PATCH', `bookings/${visit.id}`, {
    token: person.token,
    body: { title: text('moveBooking.title') },
  })
  const byStaff = { token: admin.token, headers: keyed('staff') }
  const cancelled = await call(service, 'POST', 'bookings', {
    ...byStaff,
    body: { ...hours('12:00', '13:00'), ...title, userId: person.id },
  })
  await call(service, 'PATCH', `bookings/${cancelled.id}`, { token: admin.token, body: title })
  await call(service, 'POST', `bookings/${cancelled.id}/cancel`, {
    ...byStaff,
    body: { reason: text('cancelBooking.reason'), refundPercent: 100 },
  })
  // Nobody sees a deleted booking any more, but its texts are stored.
  await call(service, 'DELETE', `bookings/${cancelled.id}`, { token: admin.token })
  const setApproval = (requiresApproval: boolean) =>
    call(service, 'PATCH', `spaces/${spaceId}`, { token: admin.token, body: { requiresApproval } })
  await setApproval(true)
  const pending = await call(service, 'POST', 'bookings', {
    token: person.token,
    body: hours('15:00', '16:00'),
  })
  await call(service, 'POST', `bookings/${pending.id}/reject`, {
    ...byStaff,
    body: { reason: text('rejectBooking.reason') },
  })
  await setApproval(false)
}

async function writeReview({ service, admin, person, spaceId }: PersonTextsFixture): Promise<void> {
  const review = await call(service, 'POST', `spaces/${spaceId}/reviews`, {
    token: person.token,
    headers: keyed('review'),
    body: { rating: 4, text: text('writeReview.text') },
  })
  const approve = (key: string) =>
    call(service, 'POST', `reviews/${review.id}/approve`, { token: admin.token, headers: keyed(key) })
  await approve('approve')
  await call(service, 'PATCH', `reviews/${review.id}`, {
    token: person.token,
    body: { text: text('editReview.text') },
  })
  await approve('again')
}

async function writePassword({ service, person }: PersonTextsFixture): Promise<void> {
  await call(service, 'POST', 'auth/password-reset', { body: { email: person.email } })
  const change = { currentPassword: password, newPassword: text('changePassword.newPassword') }
  await call(service, 'POST', 'me/password', { token: person.token, body: change })
}

/** Cancels the upcoming booking and takes all money out of the wallet, because a balance prevents the deletion of the account. */
async function emptyWallet({ service, admin, person }: PersonTextsFixture): Promise<void> {
  const { token } = person
  const { balances } = await call(service, 'GET', 'me/wallet', { token })
  const refundOfUpcoming = 60_000
  const balance = balances[0].balance + refundOfUpcoming
  const refused = await service.request('DELETE', `users/${person.id}`, { token: admin.token })
  expect(refused.body).toMatchObject({ status: 409, balances: [{ currency: 'RUB', balance }] })
  const { items } = await call(service, 'GET', 'bookings?status=confirmed', { token })
  await call(service, 'POST', `bookings/${items[0].id}/cancel`, {
    token,
    body: { reason: text('cancelBooking.reason') },
  })
  const withdrawal = { amount: -balance, kind: 'adjustment', memo: text('addEntry.memo') }
  await call(service, 'POST', `users/${person.id}/wallet/entries`, { token: admin.token, body: withdrawal })
}
