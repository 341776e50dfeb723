/** What the front desk stores as the last name of a person who gave none; the web app stores the second of them. */
export const noLastNames = ['-', '–', '—']

/** The name of a person in mails. Pure. */
export const fullName = ({ firstName, lastName }: { firstName: string; lastName: string }): string =>
  noLastNames.includes(lastName) ? firstName : `${firstName} ${lastName}`
