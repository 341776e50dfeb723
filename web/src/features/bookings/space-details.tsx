import { useLocations } from '../../shared/api/catalogue.ts'
import type { Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge } from '../../shared/ui/card.tsx'
import { Venue } from './venue.tsx'

/** All that visitors may know of a space before they book it: where it is, its type and capacity, its whole description, its amenities. */
export function SpaceDetails({ space }: { space: Space }) {
  const { t } = useTranslation(['find', 'common'])
  const location = useLocations().data?.find(({ id }) => id === space.locationId)
  return (
    <div className="grid gap-2 text-[0.9375rem]">
      {location && <Venue location={location} />}
      <p>
        {t(`common:spaceType.${space.type}`)}, {t('capacity', { count: space.capacity })}
      </p>
      {space.description && (
        <p className="wrap-anywhere whitespace-pre-line text-soft">{space.description}</p>
      )}
      {space.amenities.length > 0 && (
        <ul aria-label={t('amenities')} className="flex flex-wrap gap-1.5">
          {space.amenities.map((amenity) => (
            <li key={amenity}>
              <Badge isFreeText>{amenity}</Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
