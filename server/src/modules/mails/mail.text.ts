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
 * A stored name or title as one line of a mail, without control characters. The second parameter is an object, because `map` passes
 * the index of an item as the second argument. Pure.
 */
export const toMailLine = (text: string, { maxLength = 300 }: { maxLength?: number } = {}): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
