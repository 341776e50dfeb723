import { Copy, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api } from '../../shared/api/client.ts'
import { errorText } from '../../shared/api/error-text.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { hasObjectChanged } from '../../shared/api/problem.ts'
import type { Location } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { ObjectChangedNotice } from '../../shared/ui/object-changed-notice.tsx'
import { UnsavedChangesPrompt } from '../../shared/ui/unsaved-changes-prompt.tsx'
import type { Hours, OpeningInterval } from './catalogue-query.ts'
import { DayBar } from './day-bar.tsx'
import { keepFocus } from './keep-focus.ts'
import { removePart } from './remove-part.ts'
import { TimeInput } from './time-input.tsx'
import { isSameWeek, refusedDays, storedWeek, weekAfterSave } from './week.ts'

const weekdays = [1, 2, 3, 4, 5, 6, 7]

/** The opening hours of the location in its local time: a row for each weekday, with a bar and the times. */
export function HoursPanel({ location }: { location: Location }) {
  return (
    <LoadedForEdit objectType="opening-hours" id={location.id} fetch={fetchHours}>
      {(edit) => <Week {...{ location, edit }} saved={edit.before?.weekly ?? []} />}
    </LoadedForEdit>
  )
}

const fetchHours = (id: string) =>
  api.GET('/api/v1/locations/{id}/opening-hours', { params: { path: { id } } })

type WeekProps = { location: Location; edit: Edit<Hours>; saved: OpeningInterval[] }

function Week({ location, edit, saved }: WeekProps) {
  const { t } = useTranslation(['catalogue', 'common'])
  const { t: common } = useTranslation()
  const format = useFormat()
  const [week, setWeek] = useState(saved)
  const [sentWeek, setSentWeek] = useState(saved)
  const save = useAction({
    run: (weekly: OpeningInterval[]) =>
      edit.saveHere(
        api.PUT('/api/v1/locations/{id}/opening-hours', {
          params: { path: { id: location.id }, header: edit.header },
          body: { weekly },
        }),
      ),
    wasDone: (weekly) => edit.wasDone({ weekly: storedWeek(weekly) }),
    done: () => t('hours.saved'),
    onDone: (hours, sent) => setWeek((typed) => weekAfterSave(typed, sent, hours.weekly)),
    showsError: true,
  })
  const dayOf = (weekday: number) => week.filter((interval) => interval.weekday === weekday)
  const setDay = (weekday: number, day: OpeningInterval[]) =>
    setWeek([...week.filter((interval) => interval.weekday !== weekday), ...day])
  const copyMonday = () =>
    setWeek(
      [1, 2, 3, 4, 5]
        .flatMap((weekday) => dayOf(1).map((interval) => ({ ...interval, weekday })))
        .concat(dayOf(6), dayOf(7)),
    )
  const refused = refusedDays(save.error, sentWeek)
  const start = () => {
    setSentWeek(week)
    save.start(week)
  }
  return (
    <Card className="grid gap-4">
      <UnsavedChangesPrompt isChanged={!isSameWeek(week, saved)} />
      <p className="max-w-prose text-sm text-soft">{t('hours.text')}</p>
      <div className="grid gap-4">
        {weekdays.map((weekday) => (
          <DayRow
            key={weekday}
            name={format.weekday(weekday, 'long')}
            weekday={weekday}
            intervals={dayOf(weekday)}
            onChange={(day) => setDay(weekday, day)}
          />
        ))}
      </div>
      {hasObjectChanged(save.error) ? (
        <ObjectChangedNotice onReload={edit.reload} />
      ) : (
        save.error && (
          <Alert>
            {refused.length === 0 && errorText(save.error, common)}
            {refused.map(({ weekday, message }) => (
              <p key={`${weekday} ${message}`} className="first-letter:uppercase">
                {t('hours.refused', { day: format.weekday(weekday, 'long'), message })}
              </p>
            ))}
          </Alert>
        )
      )}
      <div className="flex flex-wrap gap-2">
        <Button className="wrap-anywhere" isBusy={save.isRunning} onClick={start}>
          {t('hours.save')}
        </Button>
        <Button className="wrap-anywhere" look="secondary" onClick={copyMonday}>
          <Copy aria-hidden />
          {t('hours.copyMonday')}
        </Button>
        <Button className="wrap-anywhere" look="quiet" onClick={() => setWeek(saved)}>
          {t('hours.reset')}
        </Button>
      </div>
    </Card>
  )
}

type RowProps = {
  name: string
  weekday: number
  intervals: OpeningInterval[]
  onChange: (intervals: OpeningInterval[]) => void
}

function DayRow({ name, weekday, intervals, onChange }: RowProps) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  // Where a day has several intervals, their times tell their fields and buttons apart.
  const labelOf = ({ opens, closes }: OpeningInterval) =>
    intervals.length > 1 ? `${name}, ${format.wallTime(opens)}–${format.wallTime(closes)}` : name
  const set = (index: number, part: Partial<OpeningInterval>) =>
    onChange(intervals.map((interval, at) => (at === index ? { ...interval, ...part } : interval)))
  const last = intervals.at(-1)
  const newInterval = { weekday, opens: last?.closes ?? '09:00', closes: last ? '24:00' : '18:00' }
  return (
    <fieldset
      data-parts
      className="grid gap-2 border-t border-line pt-3 md:grid-cols-[8rem_1fr_minmax(0,1.2fr)] md:items-center"
    >
      <legend className="contents">
        <span className="font-medium first-letter:uppercase">{name}</span>
      </legend>
      <DayBar intervals={intervals} />
      <div className="flex flex-wrap items-center gap-2">
        {intervals.length === 0 && <span className="text-soft">{t('hours.closed')}</span>}
        {intervals.map((interval, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an interval has no other identity than its position in the day
          <span key={index} className="flex flex-wrap items-center gap-1 rounded-lg bg-sunken p-1">
            <TimeInput
              label={t('hours.opens', { day: labelOf(interval) })}
              value={interval.opens}
              onChange={(opens) => set(index, { opens })}
            />
            <span aria-hidden>–</span>
            <TimeInput
              label={t('hours.closes', { day: labelOf(interval) })}
              value={interval.closes}
              isEnd
              onChange={(closes) => set(index, { closes })}
            />
            <button
              type="button"
              aria-label={t('hours.remove', { day: labelOf(interval) })}
              data-remove
              onClick={(event) =>
                removePart(event.currentTarget, () => onChange(intervals.filter((_, at) => at !== index)))
              }
              className="grid size-8 shrink-0 place-items-center rounded text-soft hover:bg-surface pointer-coarse:size-11"
            >
              <X aria-hidden size={16} />
            </button>
          </span>
        ))}
        {last?.closes !== '24:00' && (
          <Button
            size="small"
            look="quiet"
            data-add
            aria-label={t('hours.addTo', { add: t('hours.add'), day: name })}
            onClick={(event) => keepFocus(event.currentTarget, () => onChange([...intervals, newInterval]))}
          >
            <Plus aria-hidden />
            {t('hours.add')}
          </Button>
        )}
      </div>
    </fieldset>
  )
}
