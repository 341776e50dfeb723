import { useAllSpaces } from '../../shared/api/all-spaces.ts'
import type { Location } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Loaded } from '../../shared/ui/states.tsx'
import { Tabs } from '../../shared/ui/tabs.tsx'
import { catalogueRefetch } from './day-query.ts'
import { DayView } from './day-view.tsx'
import type { ScheduleSearch } from './schedule-search.ts'
import type { TodayHandlers } from './use-timeline-rows.ts'
import { WeekView } from './week-view.tsx'

type Props = TodayHandlers & {
  location: Location
  today: string
  search: ScheduleSearch
  onSearch: (part: ScheduleSearch) => void
}

/** The schedule: a day of all spaces, or a week of one space or of the spaces of one type. */
export function Schedule(props: Props) {
  const { t } = useTranslation('today')
  const { location, search, onSearch } = props
  return (
    <div className="grid min-w-0 gap-3">
      <Loaded query={useAllSpaces(location, catalogueRefetch)}>
        {(spaces) => (
          <Tabs
            label={t('view.label')}
            value={search.view === 'week' ? 'week' : 'day'}
            labelOf={(view) => t(`view.${view}`)}
            onChange={(view) =>
              onSearch({
                view: view === 'week' ? view : undefined,
                ...(view === 'day' && { space: undefined }),
              })
            }
            panels={{
              day: () => <DayView {...props} allSpaces={spaces} />,
              week: () => <WeekView {...props} allSpaces={spaces} />,
            }}
          />
        )}
      </Loaded>
      <p className="hidden text-sm text-soft pointer-coarse:block">{t('tap')}</p>
      <p className="text-sm text-soft pointer-coarse:hidden">{t('how')}</p>
    </div>
  )
}
