import type { Location } from '../api/types.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { SelectField } from './field.tsx'

type Props = {
  locations: Location[]
  value: string
  onChange: (id: string) => void
  /** Offers all locations together, with the value ''. */
  allowAll?: boolean
}

/** Renders nothing where there is only one choice or none. */
export function LocationSelect({ locations, value, onChange, allowAll = false }: Props) {
  const { t } = useTranslation('staff')
  if (locations.length < 2) return null
  return (
    <SelectField
      name="location"
      label={t('location')}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {allowAll && <option value="">{t('allLocations')}</option>}
      {locations.map(({ id, name, isActive }) => (
        <option key={id} value={id}>
          {isActive ? name : t('inactiveNamed', { name })}
        </option>
      ))}
    </SelectField>
  )
}
