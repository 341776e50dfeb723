import type { Location } from '../api/types.ts'
import { useTranslation } from '../i18n/use-translation.ts'

type Props = {
  /** The location that the address names. */
  requestedId: string | undefined
  /** The location that the page shows. */
  location: Location | undefined
}

/** Says that the page does not show the location of a link, because it was deleted or the user does not manage it. Nothing else may name the shown location. */
export function OtherLocationNotice({ requestedId, location }: Props) {
  const { t } = useTranslation('staff')
  if (!requestedId || !location || location.id === requestedId) return null
  return (
    <p role="status" className="rounded-lg bg-warn-wash px-3 py-2.5 wrap-anywhere">
      {t('otherLocation', { name: location.name })}
    </p>
  )
}
