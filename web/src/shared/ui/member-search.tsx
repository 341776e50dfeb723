import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { api, unwrap } from '../api/client.ts'
import type { ListedUser } from '../api/types.ts'
import { phoneText } from '../format/phone.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Badge } from './card.tsx'
import { Field } from './field.tsx'
import { ErrorState } from './states.tsx'

type Props = {
  label: string
  /** The id of a person who is not offered. */
  except?: string
  onChoose: (person: ListedUser) => void
}

const maxResults = 6

/** Finds a member by the beginning of a name or of the email, or by a part of the telephone number. */
export function MemberSearch({ label, except, onChoose }: Props) {
  const { t } = useTranslation('staff')
  const list = useId()
  const [text, setText] = useState('')
  const search = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['members', 'search', search],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/users', { params: { query: { search, role: ['member'], limit: maxResults } } }),
      ),
    enabled: search.length > 0,
  })
  const members = search ? (found.data?.items ?? []).filter(({ id }) => id !== except) : []
  const statusKey = search && found.data && statusKeyOf(members, found.data)
  return (
    <div className="grid gap-2">
      <Field
        name="userId"
        label={label}
        type="search"
        maxLength={100}
        autoComplete="off"
        placeholder={t('memberSearch.placeholder')}
        value={text}
        aria-controls={list}
        onChange={(event) => setText(event.target.value)}
      />
      <ul id={list} className="grid gap-1">
        {members.map((person) => (
          <li key={person.id}>
            <button
              type="button"
              onClick={() => onChoose(person)}
              className="grid w-full rounded-lg border border-line px-3 py-2 text-left hover:bg-sunken"
            >
              <span className="flex flex-wrap items-center gap-2 font-medium">
                <span className="min-w-0 wrap-anywhere">{fullName(person)}</span>
                {person.blocked && <Badge tone="bad">{t('memberSearch.blocked')}</Badge>}
              </span>
              <span className="text-sm wrap-anywhere text-soft">
                {[person.phone && phoneText(person.phone), person.email].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {/* Not hidden while it is empty: then screen readers would not read its text. */}
      <p role="status" className="text-sm text-soft empty:sr-only">
        {statusKey && t(`memberSearch.${statusKey}`)}
      </p>
      {found.error && <ErrorState error={found.error} retry={() => void found.refetch()} />}
    </div>
  )
}

/** The text about the people who are shown: there are others, or there is nobody; null where all are shown. Pure. */
export function statusKeyOf(shown: unknown[], { nextCursor }: { nextCursor: string | null }) {
  if (nextCursor !== null) return 'more' as const
  return shown.length === 0 ? ('none' as const) : null
}
