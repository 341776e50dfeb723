import type { User } from '../../shared/api/types.ts'
import type { Person } from './person-query.ts'

/** Whether the user may book for the person, take money and write notes: a manager, who can also open the own page, only for members. Pure. */
export const mayServe = (me: Pick<User, 'role'> | null, person: Pick<Person, 'role'>): boolean =>
  me?.role === 'admin' || person.role === 'member'
