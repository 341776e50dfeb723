import { useNavigate, useSearch } from '@tanstack/react-router'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import { changeSearch } from '../../shared/change-search.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'
import { DateField } from '../../shared/ui/date-field.tsx'
import { SelectField } from '../../shared/ui/field.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type AuditSearch, actionsBy, historyOf, instantsOf } from './audit-search.ts'
import { EventChanges } from './event-changes.tsx'
import { entities, subjectOf } from './subject.ts'
import { linkClass, PersonLink, SubjectLink } from './subject-link.tsx'

type Event = ResponseBody<'listAuditEvents'>['items'][number]

/** The events of the audit trail, newest first. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const search: AuditSearch = useSearch({ from: '/staff/audit' })
  const navigate = useNavigate({ from: '/staff/audit' })
  const change = (part: AuditSearch) => void navigate({ search: (before) => changeSearch(before, part) })
  const { from, to, ...otherFilters } = search
  const query = {
    ...otherFilters,
    ...instantsOf(search, viewerZone()),
    limit: 30,
  }
  const events = usePages({
    key: ['audit', query],
    fetch: (pageQuery) => unwrap(api.GET('/api/v1/audit', { params: { query: { ...query, ...pageQuery } } })),
  })
  return (
    <Page title={t('title')}>
      <search className="grid gap-3 sm:grid-cols-3">
        <SelectField
          name="entity"
          label={t('entity')}
          value={search.entity ?? ''}
          onChange={(event) => change({ entity: event.target.value })}
        >
          <option value="">{t('anything')}</option>
          {entities.map((entity) => (
            <option key={entity} value={entity}>
              {t(`entities.${entity}`)}
            </option>
          ))}
        </SelectField>
        <DateField
          name="from"
          label={t('from')}
          value={from ?? ''}
          isOptional
          onChange={(date) => change({ from: date })}
        />
        <DateField
          name="to"
          label={t('to')}
          value={to ?? ''}
          isOptional
          onChange={(date) => change({ to: date })}
        />
      </search>
      {(search.actorId || search.entityId) && (
        <p className="flex flex-wrap items-center gap-2">
          <Badge tone="brand">{search.actorId ? t('ofOnePerson') : t('ofOneSubject')}</Badge>
          <Button size="small" look="secondary" onClick={() => change({ actorId: '', entityId: '' })}>
            {t('showAll')}
          </Button>
        </p>
      )}
      <Loaded query={events}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('empty')} />
          ) : (
            <>
              <ol className="grid gap-3">
                {items.map((event) => (
                  <li key={event.id}>
                    <EventCard event={event} onChoose={change} />
                  </li>
                ))}
              </ol>
              <LoadMore pages={events} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

type CardProps = { event: Event; onChoose: (part: AuditSearch) => void }

function EventCard({ event, onChoose }: CardProps) {
  const { t, find } = useTranslation('audit')
  const format = useFormat()
  const { actorId, action, entity, entityId, createdAt } = event
  const subject = subjectOf(event)
  const knownEntity = entities.find((each) => each === entity)
  return (
    <Card className="grid gap-2">
      <p className="flex flex-wrap items-baseline justify-between gap-2">
        <span className="min-w-0 font-semibold hyphens-auto wrap-anywhere">
          {knownEntity ? t(`entities.${knownEntity}`) : entity}: {find(`actions.${action}`) ?? action}
        </span>
        <time dateTime={createdAt} className="text-sm text-soft">
          {format.dateTime(createdAt, viewerZone())}
        </time>
      </p>
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-sm wrap-anywhere">
        {subject && (
          <span>
            {t('about')} <SubjectLink subject={subject} />
          </span>
        )}
        <span className="text-soft">
          {actorId ? (
            <>
              {t('by')} <PersonLink id={actorId} />
            </>
          ) : (
            t('withoutUser')
          )}
        </span>
        <button type="button" className={linkClass} onClick={() => onChoose(historyOf(entityId))}>
          {t('history')}
        </button>
        {actorId && (
          <button type="button" className={linkClass} onClick={() => onChoose(actionsBy(actorId))}>
            {t('actionsBy')}
          </button>
        )}
      </p>
      <EventChanges event={event} />
    </Card>
  )
}
