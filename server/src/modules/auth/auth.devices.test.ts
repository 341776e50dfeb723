import { expect, it } from 'vitest'
import { addDevice, deviceTokenLifeMs, findDevice } from './auth.devices.ts'

const secret = new TextEncoder().encode('a secret')
const now = Date.parse('2026-12-01T06:00:00Z')
const add = (tokens: string, email: string, at = now) => addDevice(secret, tokens, email, at)
const find = (tokens: string, email: string, at = now) => findDevice(secret, tokens, email, at)

it('a device is known to the accounts that have signed in on it, and to no others', () => {
  const tokens = add(add('', 'anna@example.com'), 'boris@example.com')
  const [anna, boris] = [find(tokens, 'Anna@Example.com'), find(tokens, 'boris@example.com')]
  expect(anna).toMatch(/^[\w-]{16}$/)
  expect(boris).toMatch(/^[\w-]{16}$/)
  expect(anna).not.toBe(boris)
  expect(find(tokens, 'clara@example.com')).toBeNull()
  expect(find(add(tokens, 'anna@example.com', now + 1_000), 'anna@example.com')).toBe(anna)
})

it('a device token is not accepted when it is changed, too old, or signed with another key', () => {
  const tokens = add('', 'anna@example.com')
  const [id, expires, signature] = tokens.split('.')
  for (const forged of [
    // An id may begin with any letter.
    `${id?.startsWith('x') ? 'y' : 'x'}${id?.slice(1)}.${expires}.${signature}`,
    `${id}.zzzzzzz.${signature}`,
    `${id}.${expires}.${signature?.slice(1)}`,
    `${id}.${expires}`,
    addDevice(new TextEncoder().encode('another'), '', 'anna@example.com', now),
  ])
    expect(find(forged, 'anna@example.com')).toBeNull()
  expect(find(tokens, 'anna@example.com', now + deviceTokenLifeMs - 1_000)).toBe(id)
  expect(find(tokens, 'anna@example.com', now + deviceTokenLifeMs)).toBeNull()
})

it('a device token is not read where a client has written twenty others before it', () => {
  const tokens = add('', 'anna@example.com')
  expect(find('~'.repeat(19) + tokens, 'anna@example.com')).not.toBeNull()
  expect(find('~'.repeat(20) + tokens, 'anna@example.com')).toBeNull()
})

it('a device keeps the device tokens of its twenty latest accounts, and no invalid tokens', () => {
  let tokens = 'garbage~; Path=/~~'
  for (let person = 0; person < 25; person++) tokens = add(tokens, `${person}@example.com`)
  const known = Array.from({ length: 25 }, (_, person) => find(tokens, `${person}@example.com`) !== null)
  expect(known.indexOf(true)).toBe(5)
  expect(tokens).toMatch(/^[\w.~-]+$/)
  expect(tokens.length).toBeLessThan(1_000)
})
