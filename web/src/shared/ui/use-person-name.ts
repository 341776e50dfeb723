import { useTranslation } from '../i18n/use-translation.ts'

type Named = { firstName: string; lastName: string }

/** Whether this is the name that the service gives to a deleted account, in English whatever the language of the screen is. Pure. */
export const isDeletedPerson = ({ firstName, lastName }: Named): boolean =>
  firstName === 'Deleted' && lastName === 'user'

/** The names of people on screens of the staff, where an account may have been deleted. */
export function usePersonName() {
  const { t } = useTranslation('staff')
  return (person: Named): string =>
    isDeletedPerson(person) ? t('deletedPerson') : `${person.firstName} ${person.lastName}`
}
