import { expect, it } from 'vitest'
import { phoneText, toPhone } from './phone.ts'

it.each([
  ['+7 (921) 123-45-67', '+79211234567'],
  ['8 921 123 45 67', '+79211234567'],
  ['79211234567', '+79211234567'],
  ['+44 20 7946 0958', '+442079460958'],
  ['921 123-45-67', '9211234567'],
  ['212 555-0100', '2125550100'],
  ['none', 'none'],
])('%s is sent as %s', (typed, phone) => expect(toPhone(typed)).toBe(phone))

it.each([
  ['+79211234567', '+7 921 123-45-67'],
  ['+12125550100', '+1 212 555-0100'],
  ['+442079460958', '+442079460958'],
])('%s is read as %s', (phone, text) => expect(phoneText(phone).replaceAll('\u00a0', ' ')).toBe(text))
