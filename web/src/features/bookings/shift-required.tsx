import { Link } from '@tanstack/react-router'
import { useOpenShift } from '../../shared/api/open-shift.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

/**
 * Links to the page that opens a shift, if cash was refused because no shift is open. Renders nothing if a shift is open: the refusal is then
 * about its currency.
 */
export function ShiftRequired({ error, locationId }: { error: unknown; locationId: string }) {
  const { t } = useTranslation('staff')
  const isRequired = problemOf(error)?.code === 'shift_required'
  const { data: shift } = useOpenShift((isRequired && locationId) || undefined)
  if (!isRequired || shift) return null
  return (
    <Link
      to="/staff/shifts"
      search={{ location: locationId }}
      className="w-fit rounded text-brand-strong underline underline-offset-4"
    >
      {t('openShift')}
    </Link>
  )
}
