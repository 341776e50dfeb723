import { Star } from 'lucide-react'
import { useTranslation } from '../i18n/use-translation.ts'

const marks = [1, 2, 3, 4, 5]

/** A rating out of five, drawn and in words. */
export function Stars({ rating }: { rating: number }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex gap-0.5">
      {marks.map((mark) => (
        <Star
          key={mark}
          aria-hidden
          size={18}
          className={mark <= rating ? 'fill-warn text-warn' : 'text-edge'}
        />
      ))}
      <span className="sr-only">{t('stars', { rating })}</span>
    </span>
  )
}
