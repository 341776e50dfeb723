import type { User } from '../../shared/api/types.ts'
import type { Person } from './person-query.ts'

type Reader = Pick<User, 'id' | 'role'>
type Shown = Pick<Person, 'id' | 'role' | 'email' | 'emailVerified' | 'hasPassword' | 'mergedInto'>

/**
 * Which details of a person the reader may change: the names and the telephone, with or without the email; null where none. The service
 * refuses all others (docs/access.md). One's own details are changed in the profile. Pure.
 */
export function changeableDetails(reader: Reader | null, person: Shown): 'all' | 'all but the email' | null {
  if (!reader || reader.id === person.id || person.mergedInto !== null) return null
  const isActivated = person.hasPassword || person.emailVerified
  if (!isActivated) return reader.role === 'admin' || person.role === 'member' ? 'all' : null
  return reader.role === 'admin' ? 'all but the email' : null
}
