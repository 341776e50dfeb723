import { expect, it } from 'vitest'
import { mailtoOf } from './mailto.ts'

it.each([
  ['anna@example.com', 'mailto:anna@example.com'],
  ['anna?bcc=eve&body=%41@example.com', 'mailto:anna%3Fbcc%3Deve%26body%3D%2541@example.com'],
])('a link for mails to %s has the whole address as its recipient', (email, link) => {
  expect(mailtoOf(email)).toBe(link)
})
