import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import type { Location, RequestBody } from '../../shared/api/types.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useSettings } from '../../shared/payments/card-limits.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CheckField } from '../../shared/ui/check-field.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, TextField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { AccessField } from './access-field.tsx'
import { DeleteButton } from './delete-button.tsx'
import { parseTaxRate, writeTaxRate } from './tax-rate.ts'

type Props = {
  location: Location | null
  onSaved: (location: Location) => void
  onDeleted: () => void
  onClose: () => void
}

/** A form for a new location, or for the data of an existing one. */
export function LocationDialog({ location, onDeleted, ...rest }: Props) {
  const { t } = useTranslation('catalogue')
  const settings = useSettings()
  const formWith = (defaultCurrency: string) => (
    <LoadedForEdit objectType="location" id={location?.id ?? null} fetch={fetchLocation}>
      {(edit) => (
        <>
          <LocationForm {...{ edit, defaultCurrency }} {...rest} />
          <DeleteButton objectType="location" edit={edit} onDeleted={onDeleted} />
        </>
      )}
    </LoadedForEdit>
  )
  return (
    <Dialog title={t(location ? 'location.edit' : 'location.new')} onClose={rest.onClose}>
      {/* A new location gets the currency of the installation. */}
      {location ? (
        formWith(location.currency)
      ) : (
        <Loaded query={settings}>{({ currency }) => formWith(currency)}</Loaded>
      )}
    </Dialog>
  )
}

const fetchLocation = (id: string) => api.GET('/api/v1/locations/{id}', { params: { path: { id } } })

/** The zone in the letter case in which the service stores it, where this browser lists the zone; other texts stay as they are. Pure. */
export const zoneNamed = (typed: string): string =>
  Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === typed.toLowerCase()) ?? typed

type FormProps = Omit<Props, 'location' | 'onDeleted'> & { edit: Edit<Location>; defaultCurrency: string }

export function LocationForm({ edit, defaultCurrency, onSaved, onClose }: FormProps) {
  const { t, language } = useTranslation('catalogue')
  const { before: location, header } = edit
  const [taxText, setTaxText] = useState(writeTaxRate(location?.taxRate ?? null, language))
  const taxRate = parseTaxRate(taxText)
  const save = useAction({
    run: (body: RequestBody<'createLocation'>, key): Promise<Location> =>
      location
        ? unwrap(api.PATCH('/api/v1/locations/{id}', { params: { path: { id: location.id }, header }, body }))
        : unwrap(api.POST('/api/v1/locations', { body, params: { header: { 'Idempotency-Key': key } } })),
    ...(location
      ? { wasDone: edit.wasDone }
      : { operation: (body: RequestBody<'createLocation'>) => `new location ${JSON.stringify(body)}` }),
    done: ({ name }) => t('saved', { name }),
    onDone: (saved) => {
      onSaved(saved)
      onClose()
    },
    showsError: true,
  })
  return (
    <Form
      error={save.error}
      isBusy={save.isRunning}
      onReload={edit.reload}
      onSubmit={({ currency = '', isActive, requiresShift, accessNote = '', ...texts }) =>
        save.start({
          name: texts.name ?? '',
          address: texts.address ?? '',
          description: texts.description ?? '',
          ...(accessNote !== (location?.accessNote ?? '') && { accessNote }),
          timeZone: zoneNamed(texts.timeZone ?? ''),
          // A currency that was stored long ago and is no longer accepted stays as it is.
          ...(currency !== location?.currency && { currency }),
          taxRate,
          requiresShift: requiresShift === 'on',
          isActive: isActive === 'on',
        })
      }
    >
      <Field name="name" label={t('name')} defaultValue={location?.name} required maxLength={200} />
      {/* An address may have several lines, which a field of one line would join. */}
      <TextField name="address" label={t('location.address')} defaultValue={location?.address} rows={2} />
      <TextField name="description" label={t('description')} defaultValue={location?.description} />
      <AccessField note={location?.accessNote} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          name="timeZone"
          label={t('location.timeZone')}
          defaultValue={location?.timeZone ?? viewerZone()}
          list="time-zones"
          required
        />
        <Field
          name="currency"
          label={t('location.currency')}
          defaultValue={location?.currency ?? defaultCurrency}
          maxLength={3}
          required
        />
      </div>
      <Field
        name="taxRate"
        label={t('location.taxRate')}
        hint={t(taxRate === -1 ? 'location.taxRateUnread' : 'location.taxRateHint')}
        value={taxText}
        onChange={(event) => setTaxText(event.target.value)}
        inputMode="decimal"
        maxLength={6}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <CheckField
        name="requiresShift"
        label={t('location.requiresShift')}
        hint={t('location.requiresShiftHint')}
        defaultChecked={location?.requiresShift ?? false}
      />
      <CheckField
        name="isActive"
        label={t('location.isActive')}
        hint={t('location.isActiveHint')}
        defaultChecked={location?.isActive ?? true}
      />
      <Button type="submit" isBusy={save.isRunning} disabled={taxRate === -1}>
        {t('save')}
      </Button>
    </Form>
  )
}
