import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { TextField } from '../../shared/ui/field.tsx'

/** The field for the access note of a location or a space. */
export function AccessField({ note }: { note: string | undefined }) {
  const { t } = useTranslation('catalogue')
  return (
    <TextField
      name="accessNote"
      label={t('access')}
      hint={t('accessHint')}
      defaultValue={note}
      rows={2}
      maxLength={1_000}
    />
  )
}
