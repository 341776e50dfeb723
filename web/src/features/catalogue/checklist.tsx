import { CircleCheck, CircleDashed } from 'lucide-react'
import { useAllSpaces } from '../../shared/api/all-spaces.ts'
import { isBookable } from '../../shared/api/location-choice.ts'
import type { ListedLocation, Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { type Tariff, useAllTariffs } from './catalogue-query.ts'

/** Whether members find the location: an inactive one is not offered, whatever it has. Pure. */
export const isOffered = (location: Parameters<typeof isBookable>[0] & { isActive: boolean }): boolean =>
  location.isActive && isBookable(location)

/** Whether an active space has an active tariff: without one, no space can be booked. Pure. */
export const hasBookableSpace = (
  spaces: Pick<Space, 'isActive' | 'tariffId'>[],
  tariffs: Pick<Tariff, 'id' | 'isActive'>[],
): boolean =>
  spaces.some(
    (space) => space.isActive && tariffs.some(({ id, isActive }) => isActive && id === space.tariffId),
  )

type Step = 'hours' | 'tariffs' | 'spaces'
type Props = { location: ListedLocation; onGo: (step: Step) => void }

/** The requirements for a location in which members can book, each done or missing; nothing where all are done. */
export function Checklist({ location, onGo }: Props) {
  const { t } = useTranslation('catalogue')
  const tariffs = useAllTariffs(location)
  const spaces = useAllSpaces(location)
  if (!tariffs.data || !spaces.data) return null
  const hasSpace = hasBookableSpace(spaces.data, tariffs.data)
  const isVisible = isOffered(location)
  if (isVisible && hasSpace) return null
  const steps: [Step, boolean][] = [
    ['hours', location.hasOpeningHours],
    ['tariffs', tariffs.data.some(({ isActive }) => isActive)],
    ['spaces', hasSpace],
  ]
  const title = t(isVisible ? 'checklist.titleVisible' : 'checklist.title')
  return (
    <Card aria-label={title} className="grid gap-3">
      <div>
        <h3 className="font-semibold">{title}</h3>
        {!isVisible && (
          <p className="text-soft">{t(location.isActive ? 'checklist.text' : 'checklist.textInactive')}</p>
        )}
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
