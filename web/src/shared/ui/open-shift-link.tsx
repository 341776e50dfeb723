import { Link } from '@tanstack/react-router'
import { useTranslation } from '../i18n/use-translation.ts'

/** Leads to the page on which a shift is opened. */
export function OpenShiftLink({ locationId }: { locationId: string }) {
  const { t } = useTranslation('staff')
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
