import { anyVersion, api, unwrap } from '../../shared/api/client.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { fetchPerson } from './person-query.ts'

const isNotFound = (error: unknown) => problemOf(error)?.status === 404

/**
 * Deletes the person. Done, too, where an earlier attempt or another administrator has deleted the person: nobody can read the person any more.
 * An account that was merged is not found either, but can be read, and raises `not_found`.
 */
export async function deletePerson(id: string): Promise<void> {
  const params = { path: { id }, header: { 'If-Match': anyVersion } }
  try {
    await unwrap(api.DELETE('/api/v1/users/{id}', { params }))
  } catch (error) {
    if (!isNotFound(error) || (await canBeRead(id))) throw error
  }
}

const canBeRead = (id: string): Promise<boolean> =>
  unwrap(fetchPerson(id)).then(
    () => true,
    (error: unknown) => {
      if (isNotFound(error)) return false
      throw error
    },
  )
