import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingListItem } from '../../shared/api/types.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Badge, Card } from '../../shared/ui/card.tsx'

type ListProps = {
  title: string
  empty: string
  tone: 'plain' | 'warn' | 'mine' | 'brand'
  bookings: BookingListItem[]
  renderRow: (booking: BookingListItem) => ReactNode
}

/** One question of the front desk, and how many it is about. */
export function DeskList({ title, empty, tone, bookings, renderRow }: ListProps) {
  const count = bookings.length
  return (
    <Card aria-label={title} className="grid content-start gap-1">
      <h2 className="flex items-center justify-between gap-2 font-semibold">
        {title}
        <Badge tone={count > 0 ? tone : 'plain'}>{count}</Badge>
      </h2>
      {count === 0 ? (
        <p className="text-soft">{empty}</p>
      ) : (
        <ul className="divide-y divide-line">{bookings.map(renderRow)}</ul>
      )}
    </Card>
  )
}

type RowProps = {
  booking: BookingListItem
  note: string
  onOpen: (booking: BookingListItem) => void
  children?: ReactNode
}

export function DeskRow({ booking, note, onOpen, children }: RowProps) {
  const { user, space } = booking
  return (
    <li className="grid gap-1 py-2">
      <Link
        to="/staff/people/$id"
        params={{ id: booking.userId }}
        className="min-h-6 w-fit rounded font-medium wrap-anywhere underline-offset-4 hover:underline"
      >
        {user?.firstName} {user?.lastName}
      </Link>
      <button
        type="button"
        onClick={() => onOpen(booking)}
        className="min-h-6 w-fit rounded text-left text-sm wrap-anywhere text-soft underline-offset-4 hover:underline"
      >
        {space?.name} · {note}
      </button>
      {children && <div className="mt-0.5 flex flex-wrap gap-2 empty:hidden">{children}</div>}
    </li>
  )
}

type ActProps = { label: string; booking: BookingListItem; icon?: ReactNode; onClick: () => void }

export function DeskAct({ label, booking: { user, space }, icon, onClick }: ActProps) {
  const { t } = useTranslation('today')
  const name = `${user?.firstName ?? ''} ${user?.lastName ?? ''}`
  return (
    <Button
      size="small"
      look="secondary"
      aria-label={t('actOn', { act: label, name, space: space?.name ?? '' })}
      onClick={onClick}
    >
      {icon}
      {label}
    </Button>
  )
}
