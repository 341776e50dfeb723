import { describe, expect, it } from 'vitest'
import { at, book, changeStatus, makeCoworking, password } from '../../../../testing/factories.ts'
import { startBeside, useService } from '../../../../testing/harness.ts'
import { tokenIn } from '../../../../testing/sessions.ts'
import { newId } from '../../shared/ids.ts'
import { dayMs, hourMs, toInstant } from '../../shared/time-range.ts'
import { requestPasswordReset, requestVerificationMail } from '../auth/auth.password.ts'
import type { MailPurpose, Message } from './mail.message.ts'
import { unverifiedLimitsOf } from './mail.service.ts'

const service = useService({ RATE_LIMIT_MAX: '6000' })
const name = 'Your account is locked: https://evil.example'
let networks = 0

/** Registers from a new network address, unless an address is given. */
async function register(email: string, address?: string) {
  networks += 1
  const response = await service.app.inject({
    method: 'POST',
    url: '/api/v1/auth/register',
    remoteAddress: address ?? `10.0.${networks}.1`,
    payload: { email, password, firstName: name, lastName: name },
  })
  const { accessToken: token, user } = response.json()
  return { status: response.statusCode, headers: response.headers, person: { id: user?.id, email, token } }
}

const post = (path: string, body: object, token?: string) => service.request('POST', path, { body, token })
/** The mails that were sent to an address, after all waiting mails have been sent or dropped. */
async function sentTo(email: string) {
  await service.mailsTo(email)
  return service.deps.db
    .selectFrom('outgoingMails')
    .select('purpose')
    .where('recipient', '=', email)
    .where('state', '=', 'sent')
    .execute()
}
/** Stores mails that were sent to this unverified address at this time. */
async function insertSent(count: number, purpose: MailPurpose, recipient: string, sentAt: number) {
  const at = toInstant(sentAt)
  const mail = {
    purpose,
    kind: purpose,
    recipient,
    toStranger: true,
    state: 'sent',
    subjectVersion: 0,
  } as const
  const times = { createdAt: at, dueAt: at, handedAt: at, finishedAt: at }
  const rows = Array.from({ length: count }, () => ({ ...mail, ...times, id: newId(), subjectId: newId() }))
  await service.deps.db.insertInto('outgoingMails').values(rows).execute()
}
const verificationMailOf = (mails: Message[]) => mails.find(({ text }) => text.includes('/verify-email#'))
/** The number of mails of each purpose. */
const purposesOf = (rows: { purpose: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { purpose } of rows) counts[purpose] = (counts[purpose] ?? 0) + 1
  return counts
}

describe('an unverified address', () => {
  it('gets no text of the person who registered it, in mails of any kind, until it is verified', async () => {
    const { space } = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
    const { person } = await register('anna@example.com')
    const slot = at('2026-12-02', '10:00', '11:00')
    const booking = await book(service, person, { spaceId: space.id, title: name, ...slot })
    await service.mailsTo(person.email)
    await changeStatus(service, person, 'cancel', booking.body.id, { reason: name })
    await post('auth/password-reset', { email: person.email })
    const mails = await service.mailsTo(person.email)
    expect(mails).toHaveLength(4)
    for (const { subject, text, calendarFile } of mails) {
      expect(`${subject} ${text} ${calendarFile?.write()}`).not.toContain('evil')
      expect(text).toMatch(/^Hello!\n/)
    }
    expect((await post('auth/verify-email', { token: tokenIn(verificationMailOf(mails)) })).status).toBe(204)
    await post('auth/password-reset', { email: person.email })
    expect((await service.mailsTo(person.email)).at(-1)?.text).toContain(`Hello, ${name}!`)
  })

  it('gets at most ten mails about bookings a day; without a limit after it is verified', async () => {
    const { space } = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
    const { person } = await register('boris@example.com')
    const bookAll = (date: string) =>
      Promise.all(
        Array.from({ length: 12 }, (_, hour) => {
          const [from, to] = [hour + 8, hour + 9].map((hour) => `${String(hour).padStart(2, '0')}:00`)
          return book(service, person, { spaceId: space.id, ...at(date, from ?? '', to ?? '') })
        }),
      )
    expect((await bookAll('2026-12-02')).map((response) => response.status)).toEqual(Array(12).fill(201))
    const mails = await service.mailsTo(person.email)
    const limit = unverifiedLimitsOf('booking').perAddressPerDay
    expect(purposesOf(await sentTo(person.email))).toEqual({ verify_email: 1, booking: limit })
    await post('auth/verify-email', { token: tokenIn(verificationMailOf(mails)) })
    expect((await bookAll('2026-12-03')).map((response) => response.status)).toEqual(Array(12).fill(201))
    expect(purposesOf(await sentTo(person.email)).booking).toBe(limit + 12)
  })

  it('gets a link for a new password each hour, and its other mails, although strangers request many links', async () => {
    const { space } = await makeCoworking(service, { tariff: { hourlyRate: 0 } })
    const { person } = await register('egor@example.com')
    const requestLinks = async () => {
      for (let time = 0; time < 12; time++) {
        await requestPasswordReset(service.deps, person.email)
        await sentTo(person.email)
      }
      return purposesOf(await sentTo(person.email)).password_reset
    }
    const limit = unverifiedLimitsOf('password_reset').perAddressPerDay
    expect(await requestLinks()).toBe(limit)
    await book(service, person, { spaceId: space.id, ...at('2026-12-04', '10:00', '11:00') })
    await post('me/verify-email', {}, person.token)
    expect(purposesOf(await sentTo(person.email))).toEqual({
      verify_email: 2,
      booking: 1,
      password_reset: limit,
    })
    service.clock.advance(hourMs)
    expect(await requestLinks()).toBe(limit + 1)
    const tokens = await service.deps.db
      .selectFrom('mailedTokens')
      .select('purpose')
      .where('userId', '=', person.id)
      .execute()
    // The link of a mail that was not sent is not stored.
    expect(purposesOf(tokens)).toEqual({ verify_email: 2, password_reset: limit + 1 })
    const mails = await service.mailsTo(person.email)
    const last = mails.findLast(({ text }) => text.includes('/reset-password#'))
    expect((await post('auth/password-reset/confirm', { token: tokenIn(last), password })).status).toBe(204)
  })

  it('gets no mail while the hourly limit of all unverified addresses is reached; its account works', async () => {
    await insertSent(unverifiedLimitsOf('verify_email').perHour, 'verify_email', 'x', service.clock.now())
    const { status, person } = await register('clara@example.com')
    expect([status, (await service.mailsTo(person.email)).length]).toEqual([201, 0])
    const again = await post('me/verify-email', {}, person.token)
    expect(again.body.code).toBe('rate_limited')
    await service.deps.db.deleteFrom('outgoingMails').where('recipient', '=', 'x').execute()
    expect((await post('me/verify-email', {}, person.token)).status).toBe(202)
    expect(await service.mailsTo(person.email)).toHaveLength(1)
  })

  it('gets a link for a new password while the hourly limit of mails of another purpose is reached', async () => {
    const { person } = await register('irina@example.com')
    await insertSent(unverifiedLimitsOf('verify_email').perHour, 'verify_email', 'z', service.clock.now())
    await requestPasswordReset(service.deps, person.email)
    expect(purposesOf(await sentTo(person.email)).password_reset).toBe(1)
    await service.deps.db.deleteFrom('outgoingMails').where('recipient', '=', 'z').execute()
  })

  it('gets a link for a new password although many were sent to it before the clock was set back', async () => {
    const { person } = await register('galina@example.com')
    const { perAddressPerDay } = unverifiedLimitsOf('password_reset')
    const future = service.clock.now() + 365 * dayMs
    await insertSent(perAddressPerDay, 'password_reset', person.email, future)
    await requestPasswordReset(service.deps, person.email)
    expect(purposesOf(await sentTo(person.email)).password_reset).toBe(perAddressPerDay + 1)
  })
})

describe('the link that verifies an address', () => {
  it('is mailed again when its member requests it, five times in a quarter of an hour, and not after the verification', async () => {
    const { person } = await register('dora@example.com')
    for (let time = 0; time < 5; time++) {
      await service.mailsTo(person.email)
      expect((await post('me/verify-email', {}, person.token)).status).toBe(202)
    }
    const refused = await post('me/verify-email', {}, person.token)
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true])
    const mails = await service.mailsTo(person.email)
    expect(mails).toHaveLength(6)
    expect((await post('auth/verify-email', { token: tokenIn(mails[5]) })).status).toBe(204)
    expect((await post('me/verify-email', {}, person.token)).status).toBe(202)
    expect(await service.mailsTo(person.email)).toHaveLength(6)
  })

  it('is mailed ten times a day; a further request is refused until the time that `Retry-After` names', async () => {
    const { person } = await register('fedora@example.com')
    const unthrottled = { ...service.deps, throttle: { ...service.deps.throttle, countMail: async () => {} } }
    const requestLink = () =>
      requestVerificationMail(unthrottled, { actor: { id: person.id } } as never, '203.0.113.200')
    const limit = unverifiedLimitsOf('verify_email').perAddressPerDay
    // Registration has queued the first.
    for (let mails = 1; mails <= limit; mails++) {
      expect(await sentTo(person.email)).toHaveLength(mails)
      if (mails < limit) await requestLink()
    }
    const { extras } = await requestLink().catch((problem) => problem)
    service.clock.advance(extras.retryAfter * 1_000)
    await requestLink()
    expect(await sentTo(person.email)).toHaveLength(limit + 1)
  })

  it('is refused with the limit of all unverified addresses together where that one is reached', async () => {
    const { person } = await register('gleb@example.com')
    await service.mailsTo(person.email)
    const { perHour } = unverifiedLimitsOf('verify_email')
    await insertSent(perHour, 'verify_email', 'others@example.com', service.clock.now())
    const refused = await post('me/verify-email', {}, person.token)
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'ratelimit-limit': String(perHour), 'retry-after': String(hourMs / 1_000) },
    })
  })
})

describe('registrations', () => {
  it('are limited to thirty an hour from one network', async () => {
    const address = (index: number) => `203.0.113.${index}`
    // One after another, because the queue of password hashes refuses some of 29 simultaneous requests on a busy machine.
    for (let index = 0; index < 29; index++)
      expect((await register(`${index}@example.org`, address(index))).status).toBe(201)
    for (let time = 0; time < 3; time++)
      expect((await register('1@example.org', address(40))).status).toBe(409)
    expect((await register('29@example.org', address(41))).status).toBe(201)
    const refused = await register('30@example.org', address(42))
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([429, true])
    expect((await register('30@example.org', '198.51.100.1')).status).toBe(201)
  })

  it('have no limit where RATE_LIMIT_MAX is 0, and neither have the mails to an unverified address', async () => {
    const free = await startBeside(service, { RATE_LIMIT_MAX: '0' })
    for (let index = 0; index < 31; index++) {
      const body = { email: `${index}@example.net`, password, firstName: 'A', lastName: 'B' }
      expect((await free.request('POST', 'auth/register', { body })).status).toBe(201)
    }
    for (let time = 0; time < 11; time++) {
      await free.request('POST', 'auth/password-reset', { body: { email: '0@example.net' } })
      await free.mailsTo('0@example.net')
    }
    expect(await free.mailsTo('0@example.net')).toHaveLength(12)
    await free.stop()
  })
})
