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
  const { retryAfter } = problem
  if (problem.code === 'rate_limited' && typeof retryAfter === 'number')
    return t('error.tooManyRequests', { length: waitLength(retryAfter, t) })
  const [fieldError] = problem.errors ?? []
  // A detail that does not begin with a capital letter is no sentence for people: `/tariff/rules/0/hourlyRate must be at least 0`, or
  // `must divide 1440`.
  if (fieldError && !/^\p{Lu}/u.test(problem.detail)) return t('error.field', { message: fieldError.message })
  return problem.detail
}

/** Seconds below a minute, else whole minutes or hours, rounded up. */
function waitLength(seconds: number, t: Translate<['common']>): string {
  const minutes = Math.ceil(seconds / 60)
  if (seconds < 60) return t('length.seconds', { count: seconds })
  return minutes < 60
    ? t('length.minutes', { count: minutes })
    : t('length.hours', { count: Math.ceil(minutes / 60) })
}
