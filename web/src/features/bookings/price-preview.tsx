import { useEffect, useState } from 'react'
import { errorText } from '../../shared/api/error-text.ts'
import type { Slot, Space } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { QuoteLines } from '../../shared/quotes/quote-lines.tsx'
import { useQuote } from './quote-query.ts'

/** The price of the time that is being dragged, line by line. */
export function PricePreview({ slot, space, zone }: { slot: Slot; space: Space; zone: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const quote = useQuote(useDebounced(slot))
  return (
    <aside className="fixed inset-x-4 bottom-20 z-40 mx-auto grid max-w-md gap-2 rounded-xl border border-line bg-surface p-4 shadow-xl md:bottom-6">
      <p className="font-semibold">
        {space.name}, {format.range(slot.startsAt, slot.endsAt, zone)}
      </p>
      {/* The timeline itself announces the time. */}
      <div aria-live="polite">
        {quote.data && !quote.error && <QuoteLines quote={quote.data} zone={zone} />}
        {quote.error && <p className="text-bad">{errorText(quote.error, t)}</p>}
      </div>
    </aside>
  )
}

/** The last value after it has not changed for a moment, because a drag passes many values. */
function useDebounced(slot: Slot): Slot {
  const [debounced, setDebounced] = useState(slot)
  const { spaceId, startsAt, endsAt } = slot
  useEffect(() => {
    const timer = setTimeout(() => setDebounced({ spaceId, startsAt, endsAt }), 120)
    return () => clearTimeout(timer)
  }, [spaceId, startsAt, endsAt])
  return debounced
}
