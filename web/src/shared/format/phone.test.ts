import { expect, it } from 'vitest'
import { toPhone } from './phone.ts'

it.each([
  ['+7 (921) 123-45-67', '+79211234567'],
  ['8 921 123 45 67', '+79211234567'],
  ['79211234567', '+79211234567'],
  ['+44 20 7946 0958', '+442079460958'],
  ['none', 'none'],
])('%s is sent as %s', (typed, phone) => expect(toPhone(typed)).toBe(phone))
