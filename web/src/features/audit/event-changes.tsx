import { useSpaces, useTariffs } from '../../shared/api/catalogue.ts'
import { useManagedLocations } from '../../shared/api/managed-locations.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { type Change, changesOf, type State } from './changes.ts'
import { personFields } from './field-kinds.ts'
import { useFieldText } from './field-text.ts'
import { PersonLink, SubjectLink } from './subject-link.tsx'

type Event = ResponseBody<'listAuditEvents'>['items'][number]

/** The fields that an event changed, in a section that the user can open. */
export function EventChanges({ event }: { event: Event }) {
  const { t, find } = useTranslation('audit')
  const changes = changesOf(event.before, event.after, (name) => find(`texts.${name}`) !== null)
  if (changes.length === 0) return null
  return (
    <details>
      <summary className="w-fit rounded text-sm text-soft underline-offset-4 hover:underline">
        {t('details')}
      </summary>
      <Changes {...{ event, changes }} />
    </details>
  )
}

function Changes({ event: { entity, before, after }, changes }: { event: Event; changes: Change[] }) {
  const { find } = useTranslation('audit')
  return (
    <dl className="mt-2 grid grid-cols-1 gap-1.5 text-sm">
      {changes.map(({ key, ...change }) => (
        <div key={key} className="grid grid-cols-1 gap-x-3 sm:grid-cols-[14rem_1fr]">
          <dt className="wrap-anywhere text-soft">{find(`fields.${key}`) ?? key}</dt>
          <dd className="flex flex-wrap gap-x-3 wrap-anywhere">
            {before && (
              <del className="min-w-0 text-soft">
                <Value {...{ entity, state: before }} field={key} value={change.before} />
              </del>
            )}
            {after && (
              <ins className="min-w-0 no-underline">
                <Value {...{ entity, state: after }} field={key} value={change.after} />
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

type ValueProps = { entity: string; field: string; value: unknown; state: State }

const namedFields = new Set(['spaceId', 'tariffId', 'locationId', 'locationIds'])

function Value({ entity, field, value, state }: ValueProps) {
  const textOf = useFieldText()
  if (typeof value === 'string' && personFields.has(field)) return <PersonLink id={value} />
  if (typeof value === 'string' && field === 'shiftId')
    return <SubjectLink subject={{ kind: 'shift', id: value }} />
  if (value !== null && namedFields.has(field)) return <CatalogueNames {...{ field, value, state }} />
  return textOf({ entity, key: field, value, state })
}

function CatalogueNames({ field, value, state }: Omit<ValueProps, 'entity'>) {
  const locationId = typeof state?.locationId === 'string' ? state.locationId : undefined
  const locations = useManagedLocations().data ?? []
  const spaces = useSpaces(locationId).data ?? []
  const tariffs = useTariffs(locationId).data ?? []
  const named = field === 'spaceId' ? spaces : field === 'tariffId' ? tariffs : locations
  const ids = [value].flat().map(String)
  return ids.map((id) => named.find((each) => each.id === id)?.name ?? id).join(', ') || '–'
}
