import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { problemOf } from '../../shared/api/problem.ts'
import type { Location } from '../../shared/api/types.ts'
import { parseMoney } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'

/** Opens a shift of this user with the cash that is in the till. */
export function OpenShift({ location }: { location: Location }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const [text, setText] = useState('')
  const float = parseMoney(text, location.currency)
  const open = useAction({
    run: (amount: number, key) =>
      unwrap(
        api.POST('/api/v1/locations/{id}/shifts', {
          params: { path: { id: location.id }, header: { 'Idempotency-Key': key } },
          body: { float: amount },
        }),
      ),
    done: () => t('opened'),
    showsError: true,
  })
  // The open shift of this user, at whichever location, which the refusal `shift_open` names.
  const shiftId = problemOf(open.error)?.shiftId
  return (
    <Card className="grid max-w-lg gap-4 print:hidden">
      <h2 className="text-lg font-semibold">{t('open')}</h2>
      <Form error={open.error} onSubmit={() => float !== null && float >= 0 && open.start(float)}>
        <MoneyField
          name="float"
          currency={location.currency}
          label={t('floatIn', { currency: format.currency(location.currency) })}
          hint={t('floatHint')}
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {typeof shiftId === 'string' && (
          <Link
            to="/staff/shifts/$id"
            params={{ id: shiftId }}
            className="w-fit rounded text-brand-strong underline underline-offset-4"
          >
            {t('goToOpen')}
          </Link>
        )}
        <Button type="submit" isBusy={open.isRunning} disabled={float === null || float < 0}>
          {t('open')}
        </Button>
      </Form>
    </Card>
  )
}
