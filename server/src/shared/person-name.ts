/** Texts that stand for a missing last name: the front desk stores one of them for a person who gave none, the web app the second (`–`). */
export const noLastNames = ['-', '–', '—']

/** The name of a person in mails and on screens. Pure. */
export const fullName = ({ firstName, lastName }: { firstName: string; lastName: string }): string =>
  noLastNames.includes(lastName) ? firstName : `${firstName} ${lastName}`
