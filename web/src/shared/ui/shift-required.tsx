import { Link } from '@tanstack/react-router'
import { useOpenShift } from '../api/open-shift.ts'
import { problemOf } from '../api/problem.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** The way to open a shift, where cash was refused because none is open; nothing where it was refused because of its currency. */
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
