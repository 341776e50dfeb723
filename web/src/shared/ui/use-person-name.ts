import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useTranslation } from '../i18n/use-translation.ts'

type Named = { firstName: string; lastName: string; email?: string | null; phone?: string | null }

/**
 * Whether this is a deleted account, by the name that the service gives to it, in English whatever the language of the screen is. A person of that
 * name has an email or a phone, where these are known. Pure.
 */
export const isDeletedPerson = ({ firstName, lastName, email, phone }: Named): boolean =>
  firstName === 'Deleted' && lastName === 'user' && !phone && (!email || email.endsWith('@deleted.invalid'))

/** The names of people on screens of the staff, where an account may have been deleted. */
export function usePersonName() {
  const { t } = useTranslation('staff')
  return (person: Named): string => (isDeletedPerson(person) ? t('deletedPerson') : fullName(person))
}
