/**
 * A telephone number as people type it, in E.164: `8 921 123-45-67` is dialled in Russia and Kazakhstan, and is `+79211234567`. Other
 * text stays unchanged, and the service refuses it. Pure.
 */
export function toPhone(typed: string): string {
  const digits = typed.replaceAll(/[\s().-]/g, '')
  if (/^8\d{10}$/.test(digits)) return `+7${digits.slice(1)}`
  return /^\d+$/.test(digits) ? `+${digits}` : digits
}
