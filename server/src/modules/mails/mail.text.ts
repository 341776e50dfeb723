type Reader = { isProved: boolean; firstName: string; locale: 'en' | 'ru' }

const hello = { en: 'Hello', ru: 'Здравствуйте' }

/**
 * The first line of a mail. An address that is not proved may be anybody's, and who registered it has chosen the name: it is not
 * written there. Pure.
 */
export function greetingOf({ isProved, firstName, locale }: Reader): string {
  const name = isProved ? toMailLine(firstName) : ''
  return name === '' ? `${hello[locale]}!` : `${hello[locale]}, ${name}!`
}

/** A name or a title as it stands in a mail, whatever is stored: one line, without characters that steer. Pure. */
export const toMailLine = (text: string, longest = 300): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, longest)
