import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useUser } from '../../shared/api/session.ts'
import type { ListedUser } from '../../shared/api/types.ts'
import { changeSearch } from '../../shared/change-search.ts'
import { phoneText } from '../../shared/format/phone.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Badge } from '../../shared/ui/card.tsx'
import { Field, SelectField, useTyped } from '../../shared/ui/field.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Page } from '../../shared/ui/page.tsx'
import { EmptyState, Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { NewPersonButton } from './new-person-button.tsx'

const roles = ['member', 'manager', 'admin'] as const

export function MembersPage() {
  const { t } = useTranslation(['members', 'staff'])
  const me = useUser()
  // The service shows such a manager nobody, and refuses a new person.
  if (me?.role === 'manager' && me.locationIds.length === 0)
    return (
      <Page title={t('title')} width="wide">
        <EmptyState title={t('staff:noLocations.title')}>{t('staff:noLocations.text')}</EmptyState>
      </Page>
    )
  return <Members isAdmin={me?.role === 'admin'} />
}

function Members({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation('members')
  const search = useSearch({ from: '/staff/members' })
  const navigate = useNavigate({ from: '/staff/members' })
  const change = (part: Partial<typeof search>) =>
    // A choice adds a step to the browser's history; typed text does not, because each letter would add one.
    void navigate({ search: (before) => changeSearch(before, part), replace: 'search' in part })
  const typed = useTyped(search.search ?? '')
  const deferred = useDeferredValue(search)
  const role = roles.find((each) => each === deferred.role)
  const query = {
    limit: 50,
    ...(deferred.search && { search: deferred.search }),
    ...(role && { role: [role] }),
    ...(deferred.blocked === 'yes' && { blocked: true }),
  }
  const members = usePages({
    key: ['members', query],
    fetch: (pageQuery) => unwrap(api.GET('/api/v1/users', { params: { query: { ...query, ...pageQuery } } })),
  })
  return (
    <Page title={t('title')} width="wide" aside={<NewPersonButton />}>
      <search className="grid gap-3 sm:grid-cols-3">
        <Field
          name="search"
          label={t('search')}
          type="search"
          placeholder={t('searchPlaceholder')}
          value={typed.text}
          maxLength={100}
          onChange={({ target }) => {
            typed.type(target.value)
            change({ search: target.value })
          }}
        />
        {isAdmin && (
          <SelectField
            name="role"
            label={t('role')}
            value={role ?? ''}
            onChange={(event) => change({ role: event.target.value })}
          >
            <option value="">{t('anyRole')}</option>
            {roles.map((each) => (
              <option key={each} value={each}>
                {t(`roles.${each}`)}
              </option>
            ))}
          </SelectField>
        )}
        <SelectField
          name="blocked"
          label={t('access')}
          value={search.blocked ?? ''}
          onChange={(event) => change({ blocked: event.target.value })}
        >
          <option value="">{t('anyAccess')}</option>
          <option value="yes">{t('onlyBlocked')}</option>
        </SelectField>
      </search>
      <Loaded query={members}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title={t('nobody')}>
              {deferred.search && t('nobodyText')}
              {!deferred.search && (query.role || query.blocked) && t('nobodyFiltered')}
            </EmptyState>
          ) : (
            <>
              <MembersTable members={items} />
              <LoadMore pages={members} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function MembersTable({ members }: { members: ListedUser[] }) {
  const { t } = useTranslation('members')
  const format = useFormat()
  const columns: Column<ListedUser>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ id, ...person }) => (
        <Link
          to="/staff/members/$id"
          params={{ id }}
          className="rounded text-brand-strong underline-offset-4 hover:underline"
        >
          {fullName(person)}
        </Link>
      ),
    },
    { key: 'email', title: t('contact'), cell: ({ email, phone }) => email ?? (phone && phoneText(phone)) },
    {
      key: 'role',
      title: t('role'),
      cell: ({ role, blocked }) => (
        <span className="flex flex-wrap gap-1.5">
          <Badge tone={role === 'member' ? 'plain' : 'accent'}>{t(`roles.${role}`)}</Badge>
          {blocked && <Badge tone="bad">{t('blocked')}</Badge>}
        </span>
      ),
    },
    { key: 'since', title: t('since'), cell: ({ createdAt }) => format.date(createdAt, viewerZone()) },
  ]
  return <Table caption={t('title')} columns={columns} rows={members} keyOf={({ id }) => id} />
}
