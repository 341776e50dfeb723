import { errorText } from '../../shared/api/error-text.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Alert } from '../../shared/ui/alert.tsx'
import { Loading } from '../../shared/ui/states.tsx'
import type { useQuote } from './quote-query.ts'

/** The refusals that may not apply once a member is chosen. */
const codesThatDependOnMember = ['starts_in_past', 'outside_booking_window', 'too_many_bookings']

type Props = { quote: ReturnType<typeof useQuote>; zone: string; isWithoutMember: boolean }

/** The price of the dialog's booking, or why it cannot be made. */
export function BookForMemberPrice({ quote, zone, isWithoutMember }: Props) {
  const { t } = useTranslation()
  if (isWithoutMember && codesThatDependOnMember.includes(problemOf(quote.error)?.code ?? '')) return null
  if (quote.error) return <Alert>{errorText(quote.error, t)}</Alert>
  if (!quote.data) return <Loading lines={1} />
  return <QuoteLines quote={quote.data} zone={zone} />
}
