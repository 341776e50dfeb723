import { expect, it } from 'vitest'
import { greetingOf, toMailLine } from './mail.text.ts'

it.each([
  ['en', true, 'Anna', 'Hello, Anna!'],
  ['ru', true, 'Анна', 'Здравствуйте, Анна!'],
  ['en', false, 'Your account is locked: https://evil.example', 'Hello!'],
  ['ru', false, 'Анна', 'Здравствуйте!'],
  ['en', true, '\u2028 \n', 'Hello!'],
] as const)(
  'a mail in %s, to an address with isVerified %s of a person named %j, begins with %j',
  (locale, isVerified, firstName, text) => {
    expect(greetingOf({ locale, isVerified, firstName })).toBe(text)
  },
)

it.each([
  ['Anna,\n\nYour account is locked', 'Anna, Your account is locked'],
  ['Hall\r\nBcc: victim@example.com', 'Hall Bcc: victim@example.com'],
  ['a\u2028b\u2029c\u0085d\0e\tf', 'a b c d e f'],
  ['\u202Eevil\u202C', 'evil'],
  ['  Переговорная «Нева»  ', 'Переговорная «Нева»'],
  ['x'.repeat(400), 'x'.repeat(300)],
  [`x${'🔑'.repeat(400)}`, `x${'🔑'.repeat(299)}`],
])('%j is one line in a mail', (stored, line) => {
  expect(toMailLine(stored)).toBe(line)
})
