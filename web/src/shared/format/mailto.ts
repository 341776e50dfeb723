/** A link that begins a mail to this address. A `?` or `&` in it adds no recipients or text (RFC 6068, 2). Pure. */
export const mailtoOf = (email: string): string =>
  `mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`
