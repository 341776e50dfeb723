import { noLastNames } from '../../../../server/src/shared/person-name.ts'

/** The last name in a form: empty where the person has none. Pure. */
export const lastNameText = (lastName: string): string => (noLastNames.includes(lastName) ? '' : lastName)

/** The last name to store: the service needs one, so a dash stands for a name that is not given. Pure. */
export const toLastName = (text: string): string => text || '–'
