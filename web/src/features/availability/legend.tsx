import { useTranslation } from '../../shared/i18n/use-translation.ts'

const swatchClasses = {
  free: 'bg-brand-wash',
  mine: 'border-2 border-accent bg-accent-wash',
  waiting: 'border-2 border-dashed border-warn bg-warn-wash',
  busy: 'border border-edge bg-sunken',
  closed: 'timeline-closed border border-line',
} as const

export function Legend() {
  const { t } = useTranslation('find')
  return (
    <ul aria-label={t('timeline.legend')} className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {(Object.keys(swatchClasses) as (keyof typeof swatchClasses)[]).map((look) => (
        <li key={look} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-4 rounded ${swatchClasses[look]}`} />
          {t(`timeline.${look}`)}
        </li>
      ))}
    </ul>
  )
}
