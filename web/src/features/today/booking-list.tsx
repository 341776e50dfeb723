import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'

type RowsProps = {
  empty: string
  bookings: BookingListItem[]
  renderRow: (booking: BookingListItem) => ReactNode
}
type Tone = 'plain' | 'warn' | 'accent' | 'brand'

/** One of the front desk's lists, with its title and the number of its bookings, which is undefined until it is known. */
export function ListCard({
  title,
  tone,
  count,
  children,
}: {
  title: string
  tone: Tone
  count: number | undefined
  children: ReactNode
}) {
  return (
    <Card aria-label={title} className="grid content-start gap-1">
      <h2 className="flex items-center justify-between gap-2 font-semibold">
        {title}
        {count !== undefined && <Badge tone={count > 0 ? tone : 'plain'}>{count}</Badge>}
      </h2>
      {children}
    </Card>
  )
}

const maxRows = 5

/** A list of bookings, a row for each; of many bookings only the first, until the user asks for all. */
export function BookingRows({ empty, bookings, renderRow }: RowsProps) {
  const { t } = useTranslation('today')
  const [showsAll, setShowsAll] = useState(false)
  if (bookings.length === 0) return <p className="text-soft">{empty}</p>
  return (
    <>
      <ul className="divide-y divide-line">
        {bookings.slice(0, showsAll ? undefined : maxRows).map(renderRow)}
      </ul>
      {!showsAll && bookings.length > maxRows && (
        <Button look="quiet" size="small" className="justify-self-start" onClick={() => setShowsAll(true)}>
          {t('showAll', { count: bookings.length - maxRows })}
        </Button>
      )}
    </>
  )
}

type ListProps = RowsProps & { title: string; tone: Tone; children?: ReactNode }

/** `children` are below the rows: the actions on all of the bookings. */
export function BookingList({ title, tone, children, ...rows }: ListProps) {
  return (
    <ListCard {...{ title, tone }} count={rows.bookings.length}>
      <BookingRows {...rows} />
      {children}
    </ListCard>
  )
}

type RowProps = {
  booking: BookingListItem
  note: string
  onOpen: (booking: BookingListItem) => void
  children?: ReactNode
}

export function BookingRow({ booking, note, onOpen, children }: RowProps) {
  const { user, space } = booking
  return (
    <li className="grid gap-1 py-2 pointer-coarse:gap-0 pointer-coarse:py-1">
      <Link
        to="/staff/members/$id"
        params={{ id: booking.userId }}
        className="flex min-h-6 w-fit items-center rounded font-medium wrap-anywhere underline-offset-4 hover:underline pointer-coarse:min-h-11"
      >
        {user && fullName(user)}
      </Link>
      <button
        type="button"
        onClick={() => onOpen(booking)}
        className="min-h-6 w-fit rounded text-left text-sm wrap-anywhere text-soft underline-offset-4 hover:underline pointer-coarse:min-h-11"
      >
        {space?.name} · {note}
      </button>
      {children && <div className="mt-0.5 flex flex-wrap gap-2 empty:hidden">{children}</div>}
    </li>
  )
}

type ActionProps = { label: string; booking: BookingListItem; icon?: ReactNode; onClick: () => void }

export function ListAction({ label, booking: { user, space }, icon, onClick }: ActionProps) {
  const { t } = useTranslation('today')
  const name = user ? fullName(user) : ''
  return (
    <Button
      size="small"
      look="secondary"
      aria-label={t('actionOn', { action: label, name, space: space?.name ?? '' })}
      onClick={onClick}
    >
      {icon}
      {label}
    </Button>
  )
}
