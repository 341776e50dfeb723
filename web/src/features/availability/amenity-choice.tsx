import type { Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'

type Props = { spaces: Space[]; chosen: string[]; onChange: (amenities: string[] | undefined) => void }

/** The amenities of the spaces of this location; a space must have all of the ticked ones. */
export function AmenityChoice({ spaces, chosen, onChange }: Props) {
  const { t } = useTranslation('find')
  const amenities = [...new Set([...spaces.flatMap((space) => space.amenities), ...chosen])].sort()
  if (amenities.length === 0) return null
  const toggle = (amenity: string) => {
    const next = chosen.includes(amenity) ? chosen.filter((each) => each !== amenity) : [...chosen, amenity]
    onChange(next.length > 0 ? next : undefined)
  }
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('amenities')}</legend>
      <div className="flex flex-wrap gap-2">
        {amenities.map((amenity) => (
          <label
            key={amenity}
            className="flex min-h-9 pointer-coarse:min-h-11 cursor-pointer items-center gap-2 rounded-lg border border-edge px-3 text-sm has-checked:border-brand has-checked:bg-brand-wash has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand"
          >
            <input
              type="checkbox"
              className="size-4 accent-brand"
              checked={chosen.includes(amenity)}
              onChange={() => toggle(amenity)}
            />
            {amenity}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
