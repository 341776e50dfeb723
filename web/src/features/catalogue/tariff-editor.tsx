import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { useUser } from '../../shared/api/session.ts'
import type { Location, RequestBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { CheckField } from '../../shared/ui/check-field.tsx'
import { Field } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { maxBookingMinutes } from '../../shared/ui/length-select.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { UnsavedChangesPrompt } from '../../shared/ui/unsaved-changes-prompt.tsx'
import type { Tariff } from './catalogue-query.ts'
import { DeleteButton } from './delete-button.tsx'
import { RulesEditor } from './rules-editor.tsx'
import { bodyOf, draftOf, type TariffDraft } from './tariff-draft.ts'
import { TariffPreview } from './tariff-preview.tsx'
import { TiersEditor } from './tiers-editor.tsx'

type Props = { edit: Edit<Tariff>; location: Location; onClose: () => void }

/** The form of a tariff, and beside it the price of a sample booking by the typed values. */
export function TariffEditor({ edit, location, onClose }: Props) {
  const { t, language } = useTranslation('catalogue')
  const isAdmin = useUser()?.role === 'admin'
  const { before: tariff, header } = edit
  const { currency } = location
  const [saved] = useState(() => draftOf(tariff, language))
  const [draft, setDraft] = useState(saved)
  const wasShared = tariff?.locationId === null
  const [isShared, setShared] = useState(wasShared)
  const isChanged = isShared !== wasShared || JSON.stringify(draft) !== JSON.stringify(saved)
  const set = (part: Partial<TariffDraft>) => setDraft({ ...draft, ...part })
  const save = useAction({
    run: (body: RequestBody<'createTariff'>, key): Promise<Tariff> =>
      tariff
        ? unwrap(api.PATCH('/api/v1/tariffs/{id}', { params: { path: { id: tariff.id }, header }, body }))
        : unwrap(api.POST('/api/v1/tariffs', { body, params: { header: { 'Idempotency-Key': key } } })),
    ...(tariff
      ? { wasDone: edit.wasDone }
      : { operation: (body: RequestBody<'createTariff'>) => `new tariff ${JSON.stringify(body)}` }),
    done: ({ name }) => t('saved', { name }),
    onDone: onClose,
    showsError: true,
  })
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card className="grid gap-4">
        <div className="flex items-center gap-2">
          <UnsavedChangesPrompt isChanged={isChanged}>
            {(leave) => (
              <Button look="quiet" size="icon" aria-label={t('tariff.back')} onClick={() => leave(onClose)}>
                <ArrowLeft aria-hidden />
              </Button>
            )}
          </UnsavedChangesPrompt>
          <h3 className="text-lg font-semibold">{tariff?.name ?? t('tariff.new')}</h3>
        </div>
        <Form
          error={save.error}
          isBusy={save.isRunning}
          onReload={edit.reload}
          onSubmit={() =>
            save.start({ ...bodyOf(draft, currency), locationId: isShared ? null : location.id })
          }
        >
          <Prices {...{ draft, set, currency }} />
          <RulesEditor rules={draft.rules} currency={currency} onChange={(rules) => set({ rules })} />
          <TiersEditor tiers={draft.cancellation} onChange={(cancellation) => set({ cancellation })} />
          <Limits {...{ draft, set }} />
          <div>
            {isAdmin && (
              <CheckField
                name="shared"
                label={t('tariff.sharedField')}
                checked={isShared}
                onChange={(event) => setShared(event.target.checked)}
              />
            )}
            <CheckField
              name="isActive"
              label={t('tariff.isActive')}
              hint={t('tariff.isActiveHint')}
              checked={draft.isActive}
              onChange={(event) => set({ isActive: event.target.checked })}
            />
          </div>
          <p className="text-sm text-soft">{t('tariff.oldBookings')}</p>
          <Button type="submit" isBusy={save.isRunning}>
            {t('save')}
          </Button>
        </Form>
        <DeleteButton objectType="tariff" edit={edit} onDeleted={onClose} />
      </Card>
      <TariffPreview tariff={bodyOf(draft, currency)} location={location} />
    </div>
  )
}

type PartProps = { draft: TariffDraft; set: (part: Partial<TariffDraft>) => void }

function Prices({ draft, set, currency }: PartProps & { currency: string }) {
  const { t } = useTranslation('catalogue')
  const format = useFormat()
  return (
    <>
      <Field
        name="name"
        label={t('name')}
        value={draft.name}
        required
        maxLength={200}
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <MoneyField
          name="hourlyRate"
          currency={currency}
          label={t('tariff.rateIn', { currency: format.currency(currency) })}
          value={draft.hourlyRate}
          required
          onChange={(event) => set({ hourlyRate: event.target.value })}
        />
        <MoneyField
          name="dailyCap"
          currency={currency}
          label={t('tariff.capIn', { currency: format.currency(currency) })}
          hint={t('tariff.capHint')}
          value={draft.dailyCap}
          onChange={(event) => set({ dailyCap: event.target.value })}
        />
      </div>
    </>
  )
}

/** The limits on bookings, each with the smallest and the largest value that the service accepts. */
const limits = [
  { name: 'minMinutes', min: 1, max: maxBookingMinutes },
  { name: 'maxMinutes', min: 1, max: maxBookingMinutes },
  { name: 'stepMinutes', min: 1, max: 1_440 },
  { name: 'minLeadMinutes', min: 0, max: 525_600 },
  { name: 'maxAdvanceDays', min: 0, max: 3_650 },
] as const

function Limits({ draft, set }: PartProps) {
  const { t } = useTranslation('catalogue')
  return (
    <fieldset>
      <legend className="mb-2 font-semibold">{t('tariff.limits')}</legend>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,14rem),1fr))] gap-4 sm:grid-cols-3">
        {limits.map(({ name, min, max }) => (
          <Field
            key={name}
            {...{ name, min, max }}
            label={t(`tariff.${name}`)}
            {...(name === 'stepMinutes' && { hint: t('tariff.stepHint') })}
            type="number"
            value={draft[name]}
            onChange={(event) => set({ [name]: event.target.value })}
          />
        ))}
      </div>
    </fieldset>
  )
}
