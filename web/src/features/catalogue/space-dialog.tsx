import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Edit } from '../../shared/api/object-for-edit.ts'
import { spaceTypes } from '../../shared/api/space-types.ts'
import type { Location, RequestBody, Space } from '../../shared/api/types.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { CheckField } from '../../shared/ui/check-field.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, SelectField, TextField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LoadedForEdit } from '../../shared/ui/loaded-for-edit.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { AccessField } from './access-field.tsx'
import { type Tariff, useAllTariffs } from './catalogue-query.ts'
import { DeleteButton } from './delete-button.tsx'
import { numberOf } from './typed-number.ts'

type Props = { space: Space | null; location: Location; onClose: () => void }
type FormProps = Omit<Props, 'space'> & { edit: Edit<Space>; tariffs: Tariff[] }
type TariffOption = Pick<Tariff, 'id' | 'name' | 'isActive'>
type Fields = Omit<RequestBody<'createSpace'>, 'locationId'>

/** Amenities that were not edited stay as they are, because an amenity that was entered through the API may contain a comma. */
const amenitiesOf = (text = '', space: Space | null): string[] =>
  space && text === joined(space.amenities)
    ? space.amenities
    : [...new Set(text.split(',').map((each) => each.trim()))].filter(Boolean)

/** Active tariffs come first: a new space gets the first tariff, and a space with an inactive tariff cannot be booked. Pure. */
export const activeFirst = <T extends Pick<Tariff, 'isActive'>>(tariffs: T[]): T[] =>
  tariffs.toSorted((a, b) => Number(b.isActive) - Number(a.isActive))

/**
 * The tariffs to choose from, with an option for the space's own tariff also where the list was loaded before that tariff was made. Without it
 * the form would select, and save, another tariff. Pure.
 */
export const tariffOptions = (
  tariffs: TariffOption[],
  space: Pick<Space, 'tariffId'> | null,
): TariffOption[] =>
  !space || tariffs.some(({ id }) => id === space.tariffId)
    ? activeFirst(tariffs)
    : [{ id: space.tariffId, name: '…', isActive: true }, ...activeFirst(tariffs)]

const joined = (amenities: string[]): string => amenities.join(', ')

/** Turns the fields of the form into the request body. Pure. */
export const fieldsOf = (
  { accessNote = '', ...values }: Record<string, string>,
  space: Space | null,
): Fields => ({
  name: values.name ?? '',
  type: spaceTypes.find((type) => type === values.type) ?? 'desk',
  capacity: numberOf(values.capacity),
  tariffId: values.tariffId ?? '',
  description: values.description ?? '',
  amenities: amenitiesOf(values.amenities, space),
  bufferBeforeMinutes: numberOf(values.bufferBeforeMinutes),
  bufferAfterMinutes: numberOf(values.bufferAfterMinutes),
  requiresApproval: values.requiresApproval === 'on',
  requiresCheckIn: values.requiresCheckIn === 'on',
  isActive: values.isActive === 'on',
  ...(accessNote !== (space?.accessNote ?? '') && { accessNote }),
})

const fetchSpace = (id: string) => api.GET('/api/v1/spaces/{id}', { params: { path: { id } } })

export function SpaceDialog({ space, location, onClose }: Props) {
  const { t } = useTranslation('catalogue')
  const tariffs = useAllTariffs(location)
  return (
    <Dialog title={space ? space.name : t('space.new')} onClose={onClose}>
      {/* A select without an option for its value selects the first option, so the form waits for the tariffs. */}
      <Loaded query={tariffs}>
        {(loadedTariffs) => (
          <LoadedForEdit objectType="space" id={space?.id ?? null} fetch={fetchSpace}>
            {(edit) => <SpaceForm {...{ edit, location, onClose }} tariffs={loadedTariffs} />}
          </LoadedForEdit>
        )}
      </Loaded>
    </Dialog>
  )
}

function SpaceForm({ edit, location, tariffs, onClose }: FormProps) {
  const { t } = useTranslation('catalogue')
  const { before: space, header } = edit
  const save = useAction({
    run: (fields: Fields, key): Promise<Space> =>
      space
        ? unwrap(
            api.PATCH('/api/v1/spaces/{id}', { params: { path: { id: space.id }, header }, body: fields }),
          )
        : unwrap(
            api.POST('/api/v1/spaces', {
              body: { ...fields, locationId: location.id },
              params: { header: { 'Idempotency-Key': key } },
            }),
          ),
    ...(space
      ? { wasDone: edit.wasDone }
      : { operation: (fields: Fields) => `new space ${location.id} ${JSON.stringify(fields)}` }),
    done: ({ name }) => t('saved', { name }),
    onDone: onClose,
    showsError: true,
  })
  return (
    <>
      <Form
        error={save.error}
        isBusy={save.isRunning}
        onReload={edit.reload}
        onSubmit={(values) => save.start(fieldsOf(values, space))}
      >
        <SpaceFields {...{ space, tariffs }} />
        <Button type="submit" isBusy={save.isRunning}>
          {t('save')}
        </Button>
      </Form>
      <DeleteButton objectType="space" edit={edit} onDeleted={onClose} />
    </>
  )
}

function SpaceFields({ space, tariffs }: { space: Space | null; tariffs: Tariff[] }) {
  const { t } = useTranslation(['catalogue', 'common'])
  return (
    <>
      <Field name="name" label={t('name')} defaultValue={space?.name} required maxLength={200} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,11rem),1fr))] gap-4 sm:grid-cols-2">
        <SelectField name="type" label={t('space.type')} defaultValue={space?.type}>
          {spaceTypes.map((type) => (
            <option key={type} value={type}>
              {t(`common:spaceType.${type}`)}
            </option>
          ))}
        </SelectField>
        <Field
          name="capacity"
          label={t('space.capacity')}
          type="number"
          min={1}
          max={100_000}
          defaultValue={space?.capacity ?? 1}
          required
        />
      </div>
      <SelectField name="tariffId" label={t('space.tariff')} defaultValue={space?.tariffId}>
        {tariffOptions(tariffs, space).map(({ id, name, isActive }) => (
          <option key={id} value={id}>
            {isActive ? name : t('tariff.inactiveNamed', { name })}
          </option>
        ))}
      </SelectField>
      <TextField name="description" label={t('description')} defaultValue={space?.description} />
      <AccessField note={space?.accessNote} />
      <Field
        name="amenities"
        label={t('space.amenities')}
        hint={t('space.amenitiesHint')}
        defaultValue={joined(space?.amenities ?? [])}
      />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,8.5rem),1fr))] gap-4 sm:grid-cols-2">
        <Field
          name="bufferBeforeMinutes"
          label={t('space.bufferBefore')}
          type="number"
          min={0}
          max={1_440}
          defaultValue={space?.bufferBeforeMinutes ?? 0}
        />
        <Field
          name="bufferAfterMinutes"
          label={t('space.bufferAfter')}
          type="number"
          min={0}
          max={1_440}
          defaultValue={space?.bufferAfterMinutes ?? 0}
        />
      </div>
      <div className="grid gap-1">
        <CheckField
          name="requiresApproval"
          label={t('space.requiresApproval')}
          defaultChecked={space?.requiresApproval}
        />
        <CheckField
          name="requiresCheckIn"
          label={t('space.requiresCheckIn')}
          defaultChecked={space?.requiresCheckIn}
        />
        <CheckField name="isActive" label={t('space.isActive')} defaultChecked={space?.isActive ?? true} />
      </div>
    </>
  )
}
