/**
 * A telephone number as people type it, in E.164: `8 921 123-45-67` is dialled in Russia and Kazakhstan, and is `+79211234567`. Other
 * digits without a plus stay unchanged, and the service refuses them: `921 123-45-67` with a plus is a number in Pakistan, and
 * `84 912 345 678` begins with the code of another country. Without the spaces, that is taken for a Russian number, too. A number that is
 * pasted may have invisible marks, other dashes and digits, `tel:`, or the `(0)` that is dialled only inside the country. Pure.
 */
export function toPhone(typed: string): string {
  const text = typed
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212]/gu, '-')
    .trim()
    .replace(/^tel:\s*/i, '')
    .replace(/^(\+\d{1,3}[\s-]*)\(0\)/, '$1')
  const digits = text.replaceAll(/[\s().-]/g, '')
  const hasOtherCode = /^\(?8\d{1,2}[\s().-]/.test(text)
  return /^[78]\d{10}$/.test(digits) && !hasOtherCode ? `+7${digits.slice(1)}` : digits
}

/** A telephone number as people read it, in one line: `+7 921 123-45-67`, `+1 212 555-0100`; others as they are. Pure. */
export function phoneText(phone: string): string {
  const [, seven, ...rest] = /^(\+7)(\d{3})(\d{3})(\d\d)(\d\d)$/.exec(phone) ?? []
  if (seven) return `${seven}\u00a0${rest[0]}\u00a0${rest.slice(1).join('-')}`
  return phone.replace(/^(\+1)(\d{3})(\d{3})(\d{4})$/, '$1\u00a0$2\u00a0$3-$4')
}
