import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BookingListItem } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { bookingQuery } from './booking-query.ts'
import { CancellationRefunds } from './cancellation-refunds.tsx'

/** The price lines of a booking and the refunds of its policy, fetched when the section is opened. */
export function PriceDetails({ booking, zone }: { booking: BookingListItem; zone: string }) {
  const { t } = useTranslation('bookings')
  const [isOpen, setOpen] = useState(false)
  const currentBooking = useQuery({ ...bookingQuery(booking.id), enabled: isOpen })
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="w-fit rounded text-sm text-soft underline-offset-4 hover:underline">
        {t('price')}
      </summary>
      {isOpen && (
        <div className="mt-2 grid max-w-lg gap-2">
          <Loaded query={currentBooking} lines={1}>
            {(latest) => (
              <>
                <QuoteLines quote={latest.quote} zone={zone} />
                {latest.actions.includes('cancel') && <CancellationRefunds booking={latest} zone={zone} />}
              </>
            )}
          </Loaded>
        </div>
      )}
    </details>
  )
}
