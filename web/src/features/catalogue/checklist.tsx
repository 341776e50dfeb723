import { CircleCheck, CircleDashed } from 'lucide-react'
import { isBookable } from '../../shared/api/location-choice.ts'
import type { ListedLocation } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { useAllTariffs } from './catalogue-query.ts'

/** Whether members find the location: an inactive one is not offered, whatever it has. Pure. */
export const isOffered = (location: Parameters<typeof isBookable>[0] & { isActive: boolean }): boolean =>
  location.isActive && isBookable(location)

type Step = 'hours' | 'tariffs' | 'spaces'
type Props = { location: ListedLocation; onGo: (step: Step) => void }

/** The requirements for a location to be offered to members, each done or missing; nothing where it is offered. */
export function Checklist({ location, onGo }: Props) {
  const { t } = useTranslation('catalogue')
  const tariffs = useAllTariffs(location)
  if (isOffered(location) || !tariffs.data) return null
  const steps: [Step, boolean][] = [
    ['hours', location.hasOpeningHours],
    ['tariffs', tariffs.data.some(({ isActive }) => isActive)],
    ['spaces', location.activeSpaces > 0],
  ]
  return (
    <Card aria-label={t('checklist.title')} className="grid gap-3">
      <div>
        <h3 className="font-semibold">{t('checklist.title')}</h3>
        <p className="text-soft">{t(location.isActive ? 'checklist.text' : 'checklist.textInactive')}</p>
      </div>
      <ul className="grid gap-2">
        {steps.map(([step, isDone]) => (
          <li key={step} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="flex min-w-0 items-start gap-x-3">
              {isDone ? (
                <CircleCheck aria-hidden size={20} className="mt-0.5 shrink-0 text-brand" />
              ) : (
                <CircleDashed aria-hidden size={20} className="mt-0.5 shrink-0 text-soft" />
              )}
              <span className="min-w-0">{t(`checklist.${isDone ? 'done' : 'missing'}.${step}`)}</span>
            </span>
            {!isDone && (
              <Button size="small" look="secondary" onClick={() => onGo(step)}>
                {t(`checklist.go.${step}`)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
