import { expect, it } from 'vitest'
import { addDevice, deviceMs, findDevice } from './auth.devices.ts'

const secret = new TextEncoder().encode('a secret')
const now = Date.parse('2026-12-01T06:00:00Z')
const add = (marks: string, email: string, at = now) => addDevice(secret, marks, email, at)
const find = (marks: string, email: string, at = now) => findDevice(secret, marks, email, at)

it('a device is known to the accounts that have signed in on it, and to no others', () => {
  const marks = add(add('', 'anna@example.com'), 'boris@example.com')
  const [anna, boris] = [find(marks, 'Anna@Example.com'), find(marks, 'boris@example.com')]
  expect(anna).toMatch(/^[\w-]{16}$/)
  expect(boris).toMatch(/^[\w-]{16}$/)
  expect(anna).not.toBe(boris)
  expect(find(marks, 'clara@example.com')).toBeNull()
  expect(find(add(marks, 'anna@example.com', now + 1_000), 'anna@example.com')).toBe(anna)
})

it('a mark is not accepted when it is changed, too old, or signed with another key', () => {
  const marks = add('', 'anna@example.com')
  const [id, expires, signature] = marks.split('.')
  for (const forged of [
    // An id may begin with any letter.
    `${id?.startsWith('x') ? 'y' : 'x'}${id?.slice(1)}.${expires}.${signature}`,
    `${id}.zzzzzzz.${signature}`,
    `${id}.${expires}.${signature?.slice(1)}`,
    `${id}.${expires}`,
    addDevice(new TextEncoder().encode('another'), '', 'anna@example.com', now),
  ])
    expect(find(forged, 'anna@example.com')).toBeNull()
  expect(find(marks, 'anna@example.com', now + deviceMs - 1_000)).toBe(id)
  expect(find(marks, 'anna@example.com', now + deviceMs)).toBeNull()
})

it('a mark is not read where a client has written twenty others before it', () => {
  const marks = add('', 'anna@example.com')
  expect(find('~'.repeat(19) + marks, 'anna@example.com')).not.toBeNull()
  expect(find('~'.repeat(20) + marks, 'anna@example.com')).toBeNull()
})

it('a device keeps the marks of its twenty latest accounts, and no invalid marks', () => {
  let marks = 'garbage~; Path=/~~'
  for (let person = 0; person < 25; person++) marks = add(marks, `${person}@example.com`)
  const known = Array.from({ length: 25 }, (_, person) => find(marks, `${person}@example.com`) !== null)
  expect(known.indexOf(true)).toBe(5)
  expect(marks).toMatch(/^[\w.~-]+$/)
  expect(marks.length).toBeLessThan(1_000)
})
