import { useAction } from '../../shared/api/action.ts'
import { api } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { queryClient } from '../../shared/api/query-client.ts'
import { refreshSession, sessionState } from '../../shared/api/session.ts'
import type { RequestBody } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Person } from './person-query.ts'

/** Changes fields of a person. The other forms of the page that edit the person keep what is typed in them. */
export function useUpdatePerson(edit: Edit<Person>, id: string, onDone: () => void) {
  const { t } = useTranslation('members')
  return useAction({
    run: (body: RequestBody<'updateUser'>) =>
      edit.saveHere(api.PATCH('/api/v1/users/{id}', { params: { path: { id }, header: edit.header }, body })),
    // `confirmUnverified` is no field of the person.
    wasDone: ({ confirmUnverified: _, ...fields }) => edit.wasDone(fields),
    done: () => t('saved'),
    // The rights of the own session, and the locations that it manages, are read again.
    onResult: async () => {
      const session = sessionState()
      if (session.status !== 'signedIn' || session.user.id !== id) return
      await refreshSession()
      void queryClient.invalidateQueries({ queryKey: ['locations'] })
    },
    onDone,
    showsError: true,
  })
}
