type Recipient = { isVerified: boolean; firstName: string; locale: 'en' | 'ru' }

const hello = { en: 'Hello', ru: 'Здравствуйте' }

/**
 * The first line of a mail. An unverified address may belong to anybody, and the person who registered it has chosen the name:
 * such a mail does not contain the name. Pure.
 */
export function greetingOf({ isVerified, firstName, locale }: Recipient): string {
  const name = isVerified ? toMailLine(firstName) : ''
  return name === '' ? `${hello[locale]}!` : `${hello[locale]}, ${name}!`
}

/**
 * A stored text, such as a name, or the response of a mail server, as one line without control characters. `maxLength` counts code points,
 * as the schema of a request does. The second parameter is an object, because `map` passes the index of an item as the second argument. Pure.
 */
export function toMailLine(text: string, { maxLength = 300 }: { maxLength?: number } = {}): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  return line.length <= maxLength ? line : [...line].slice(0, maxLength).join('')
}
