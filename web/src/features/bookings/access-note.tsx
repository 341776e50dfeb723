import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Booking } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Loaded } from '../../shared/ui/states.tsx'
import { bookingQuery } from './booking-query.ts'

type Props = { note: Booking['accessNote'] }

/** The access notes of the location and the space of the user's own booking; nothing where there are none. */
export function AccessNote({ note }: Props) {
  const { t } = useTranslation('bookings')
  if (!note) return null
  return (
    <section aria-label={t('access')} className="grid gap-1">
      <p className="font-medium">{t('access')}</p>
      {[note.location, note.space].map(
        (text) =>
          text && (
            <p key={text} className="wrap-anywhere whitespace-pre-line">
              {text}
            </p>
          ),
      )}
    </section>
  )
}

/** The access notes under their own heading, fetched when it is opened. */
export function AccessDetails({ id }: { id: string }) {
  const { t } = useTranslation('bookings')
  const [isOpen, setOpen] = useState(false)
  const booking = useQuery({ ...bookingQuery(id), enabled: isOpen })
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded text-sm text-soft underline-offset-4 hover:underline">
        {t('access')}
      </summary>
      {isOpen && (
        <div className="mt-2 max-w-lg">
          <Loaded query={booking} lines={1}>
            {({ accessNote }) => (accessNote ? <AccessNote note={accessNote} /> : <p>{t('noAccess')}</p>)}
          </Loaded>
        </div>
      )}
    </details>
  )
}
