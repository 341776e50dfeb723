import { useState } from 'react'
import { useAction } from '../../shared/api/action.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { parseMoney } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { ConfirmForm } from '../../shared/ui/confirm-dialog.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { type Shift, useShiftNow } from './shift-query.ts'
import { useDifference } from './use-difference.ts'

/** Ends a shift with the cash that was counted; the difference is shown before the click, to the cash that is expected at this moment. */
export function CloseDialog({ shift, onClose }: { shift: Shift; onClose: () => void }) {
  const { t } = useTranslation('shifts')
  const format = useFormat()
  const difference = useDifference()
  const [text, setText] = useState('')
  const { currency } = shift
  const now = useShiftNow(shift.id)
  const entered = parseMoney(text, currency)
  const counted = entered !== null && entered >= 0 ? entered : null
  const close = useAction({
    run: (sum: number, key) =>
      unwrap(
        api.POST('/api/v1/shifts/{id}/close', {
          params: { path: { id: shift.id }, header: { 'Idempotency-Key': key } },
          body: { counted: sum },
        }),
      ),
    done: ({ overShort }) => t('closedWith', { difference: difference(overShort ?? 0, currency) }),
    onDone: onClose,
    showsError: true,
  })
  return (
    <Dialog title={t('close')} onClose={onClose}>
      <ConfirmForm
        submitLabel={t('close')}
        error={close.error}
        isRunning={close.isRunning}
        isDisabled={counted === null || now.data === undefined}
        onSubmit={() => counted !== null && close.start(counted)}
        onClose={onClose}
      >
        <MoneyField
          name="counted"
          currency={currency}
          label={t('countedIn', { currency: format.currency(currency) })}
          data-autofocus
          required
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Loaded query={now} lines={1}>
          {({ expected }) => (
            <p role="status" className="rounded-lg bg-sunken px-3 py-2.5">
              {t('shouldBe', { sum: format.money(expected, currency) })}
              {counted !== null && <> {difference(counted - expected, currency)}</>}
            </p>
          )}
        </Loaded>
        <p className="text-sm text-soft">{t('closeHint')}</p>
      </ConfirmForm>
    </Dialog>
  )
}
