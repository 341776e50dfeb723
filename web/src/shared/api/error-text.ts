import { UnknownZoneError } from '../format/zoned.ts'
import type { Translate } from '../i18n/translate.ts'
import { NetworkError } from './fetch.ts'
import { problemOf } from './problem.ts'

/** The message for the user: the service's own text, which is in the language that the screen had when the request was sent. */
export function errorText(error: unknown, t: Translate<['common']>): string {
  if (error instanceof NetworkError) return t('error.network')
  if (error instanceof UnknownZoneError) return t('error.zone', { zone: error.zone })
  const problem = problemOf(error)
  if (!problem || problem.code === 'unreadable') return t('error.unexpected')
  const [fieldError] = problem.errors ?? []
  // A detail that does not begin with a capital letter is no sentence for people: `/tariff/rules/0/hourlyRate must be at least 0`, or
  // `must divide 1440`.
  if (fieldError && !/^\p{Lu}/u.test(problem.detail)) return t('error.field', { message: fieldError.message })
  return problem.detail
}
