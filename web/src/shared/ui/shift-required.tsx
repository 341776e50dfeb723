import { Link } from '@tanstack/react-router'
import { problemOf } from '../api/problem.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** The way to open a shift, where cash was refused because none is open. */
export function ShiftRequired({ error, locationId }: { error: unknown; locationId: string }) {
  const { t } = useTranslation('staff')
  if (problemOf(error)?.code !== 'shift_required') return null
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
