/**
 * A telephone number as people type it, in E.164: `8 921 123-45-67` is dialled in Russia and Kazakhstan, and is `+79211234567`. Other
 * text stays unchanged, and the service refuses it. Pure.
 */
export function toPhone(typed: string): string {
  const digits = typed.replaceAll(/[\s().-]/g, '')
  if (/^8\d{10}$/.test(digits)) return `+7${digits.slice(1)}`
  return /^\d+$/.test(digits) ? `+${digits}` : digits
}

/** A telephone number as people read it, in one line: `+7 921 123-45-67`, `+1 212 555-0100`; others as they are. Pure. */
export function phoneText(phone: string): string {
  const [, seven, ...rest] = /^(\+7)(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(phone) ?? []
  if (seven) return `${seven}\u00a0${rest[0]}\u00a0${rest.slice(1).join('-')}`
  return phone.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, '$1\u00a0$2\u00a0$3-$4')
}
