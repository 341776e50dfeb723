import { useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { wallClock } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import type { Subject } from './subject.ts'

export const linkClass = 'tap rounded text-left text-brand-strong underline underline-offset-4'

/** Names the subject of an event, and links to it. */
export function SubjectLink({ subject }: { subject: Subject }) {
  const { t } = useTranslation('audit')
  if (subject.kind === 'person') return <PersonLink id={subject.id} />
  if (subject.kind === 'shift')
    return (
      <Link to="/staff/shifts/$id" params={{ id: subject.id }} className={linkClass}>
        {t('entities.shift')}
      </Link>
    )
  return <CatalogueLink subject={subject} />
}

/** The name of a person, which links to the person's page; each person is fetched once. A deleted person has neither name nor page. */
export function PersonLink({ id }: { id: string }) {
  const { t } = useTranslation('audit')
  const { data, error } = useQuery({
    queryKey: ['person', id],
    queryFn: () => unwrap(api.GET('/api/v1/users/{id}', { params: { path: { id } } })),
    staleTime: 300_000,
  })
  if (problemOf(error)?.status === 404) return <span className="text-soft">{t('deletedPerson')}</span>
  return (
    <Link to="/staff/members/$id" params={{ id }} className={linkClass}>
      {data ? fullName(data) : '…'}
    </Link>
  )
}

type LocatedSubject = Exclude<Subject, { kind: 'person' | 'shift' }>

/** The location of a subject, where it has one. */
const locationOf = (subject: LocatedSubject): string | undefined =>
  'locationId' in subject ? subject.locationId : subject.id

function CatalogueLink({ subject }: { subject: LocatedSubject }) {
  const { t } = useTranslation('audit')
  const format = useFormat()
  const locationId = locationOf(subject)
  const managed = useManagedLocations()
  const spaces = useSpaces(locationId)
  // A shared tariff has no location, and is in the list of each.
  const tariffs = useTariffs(locationId ?? managed.data?.[0]?.id)
  const location = managed.data?.find(({ id }) => id === locationId)
  const spaceOf = (id: string) => spaces.data?.find((each) => each.id === id)?.name
  const zone = location?.timeZone ?? 'UTC'
  const nameOf = (): string | undefined => {
    // While the location is not known, neither the zone of a time nor a name is.
    if (!location && subject.kind !== 'tariff') return undefined
    switch (subject.kind) {
      case 'tariff':
        return tariffs.data?.find(({ id }) => id === subject.id)?.name
      case 'booking': {
        const when = format.rangeWithYear(subject.startsAt, subject.endsAt, zone)
        return [spaceOf(subject.spaceId), when].filter(Boolean).join(', ')
      }
      case 'closure':
        return format.rangeWithYear(subject.from, subject.to, zone)
      case 'space':
        return spaceOf(subject.id)
      case 'location':
      case 'hours':
        return location?.name
      default:
        // A new kind does not compile here until a line above names it.
        return subject satisfies never
    }
  }
  const isLoading = managed.isLoading || spaces.isLoading || tariffs.isLoading
  // An inactive space or tariff is in no list of names.
  const name =
    nameOf() ?? (isLoading ? '…' : t(`entities.${subject.kind === 'hours' ? 'opening_hours' : subject.kind}`))
  // The page of a location that was deleted would show another location.
  if (managed.data && locationId && !location) return <span className="text-soft">{name}</span>
  const place = locationId ? { location: locationId } : {}
  return (
    <Link {...targetOf(subject, place, zone)} className={linkClass}>
      {name}
    </Link>
  )
}

/**
 * The tab of the catalogue that shows each kind of subject. `targetOf` handles a kind that no tab shows, such as a booking, before it reads
 * this.
 */
const tabs = { space: 'spaces', tariff: 'tariffs', location: 'spaces', hours: 'hours', closure: 'closures' }

function targetOf(
  subject: LocatedSubject,
  place: { location?: string },
  zone: string,
): Pick<LinkProps, 'to' | 'search'> {
  if (subject.kind !== 'booking')
    return { to: '/staff/catalogue', search: { ...place, tab: tabs[subject.kind] } }
  const { date } = wallClock(subject.startsAt, zone)
  return { to: '/staff/today', search: { ...place, view: 'week', space: subject.spaceId, date } }
}
