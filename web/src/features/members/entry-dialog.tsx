import { useState } from 'react'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import { useManagedLocationChoice, useManagedLocations } from '../../shared/api/managed-locations.ts'
import { useMoneyAction } from '../../shared/api/money-action.ts'
import { toast } from '../../shared/api/toast.ts'
import type { ListedLocation, RequestBody } from '../../shared/api/types.ts'
import { parseMoney } from '../../shared/format/money.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useSettings } from '../../shared/payments/card-limits.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Dialog } from '../../shared/ui/dialog.tsx'
import { Field, SelectField } from '../../shared/ui/field.tsx'
import { Form } from '../../shared/ui/form.tsx'
import { LocationSelect } from '../../shared/ui/location-select.tsx'
import { MoneyField } from '../../shared/ui/money-field.tsx'
import { isCashRefused, ShiftNotice, useShiftTextKey, wasShiftClosed } from '../../shared/ui/shift-notice.tsx'
import { combineQueries, Loaded } from '../../shared/ui/states.tsx'
import { UnsettledNotice } from '../../shared/ui/unsettled-notice.tsx'
import { balanceNotice } from './balance-notice.ts'
import { type Channel, isOnline, useChannels } from './channels.ts'
import { entryAmount } from './entry-amount.ts'
import { type EnteredAmount, proposedCurrency, withAmount } from './entry-currency.ts'
import type { Person } from './person-query.ts'

type Kind = RequestBody<'addEntry'>['kind']

const titles = { top_up: 'topUp', payout: 'payOut', adjustment: 'adjust' } as const

type Props = { person: Person; kind: Kind; locations: ListedLocation[]; onClose: () => void }

/** A top-up, a payout or an adjustment by staff. The balance afterwards is shown before the click. */
export function EntryDialog(props: Props) {
  const { t } = useTranslation('members')
  const { person, kind, onClose } = props
  // Without them the currency is not known.
  const query = combineQueries({ settings: useSettings(), locations: useManagedLocations() })
  return (
    <Dialog title={t(titles[kind])} onClose={onClose}>
      <p>{fullName(person)}</p>
      <Loaded query={query}>
        {({ settings }) => <EntryForm {...props} defaultCurrency={settings.currency} />}
      </Loaded>
    </Dialog>
  )
}

type FormProps = Props & { defaultCurrency: string }

function EntryForm({ person, kind, locations, defaultCurrency, onClose }: FormProps) {
  const { t } = useTranslation(['members', 'reports'])
  const format = useFormat()
  const [chosenId, setChosenId] = useState<string>()
  const { location } = useManagedLocationChoice(chosenId)
  const currencies = locations.map((each) => each.currency)
  const [entered, setEntered] = useState<EnteredAmount>({ text: '', currency: null })
  const proposed = (place: ListedLocation | undefined) =>
    proposedCurrency(kind, person.balances, place?.currency ?? defaultCurrency)
  const currency = entered.currency ?? proposed(location)
  const channels = useChannels(person.id)
  const [channel, setChannel] = useState<Channel>('cash')
  const hasLocation = kind !== 'adjustment' && !isOnline(channel)
  const amount = entryAmount(parseMoney(entered.text, currency), kind)
  const balance = person.balances.find((each) => each.currency === currency)?.balance ?? 0
  const notice = balanceNotice(balance, amount)
  const cashLocation = hasLocation && channel === 'cash' ? location : undefined
  const shiftText = useShiftTextKey(cashLocation, currency)
  const isRefused = notice.textKey === 'balanceTooLow' || isCashRefused(shiftText)
  const add = useMoneyAction({
    operation: `${kind} ${person.id}`,
    run: (body: RequestBody<'addEntry'>, key) =>
      unwrap(
        api.POST('/api/v1/users/{id}/wallet/entries', {
          params: { path: { id: person.id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    done: (entry) =>
      t(`entryDone.${kind}`, {
        amount: format.money(
          kind === 'payout' ? -entry.amount : entry.amount,
          entry.currency,
          kind !== 'payout',
        ),
        balance: format.money(entry.balanceAfter, entry.currency),
      }),
    onResult: (entry) => {
      // A repeated call may be of another channel, location or currency than the form has now, or older than the shift.
      const isOfThisForm = add.unsettled === null
      if (isOfThisForm && wasShiftClosed(shiftText, entry)) toast.failed(t('shiftClosedMeanwhile'))
    },
    onDone: onClose,
  })
  const submitText = (sum: number, code: string) =>
    t(`submit.${kind}`, { amount: format.money(kind === 'payout' ? -sum : sum, code, kind === 'adjustment') })
  const chooseLocation = (id: string) => {
    setChosenId(id)
    const chosen = locations.find((each) => each.id === id)
    if (chosen?.currency !== location?.currency) setEntered({ ...entered, currency: proposed(chosen) })
  }
  const offeredCurrencies = [
    ...new Set([currency, ...person.balances.map((each) => each.currency), ...currencies]),
  ]
  return (
    <>
      {add.unsettled && (
        <UnsettledNotice unsettled={add.unsettled}>
          <p>{submitText(add.unsettled.input.amount, add.unsettled.input.currency ?? currency)}</p>
        </UnsettledNotice>
      )}
      {/* Hidden and not removed: the typed input stays. */}
      <div hidden={add.unsettled !== null}>
        <Form
          error={add.error}
          onSubmit={({ memo = '' }) =>
            amount !== null &&
            add.start({
              amount,
              currency,
              kind,
              ...(kind !== 'adjustment' && { channel }),
              ...(hasLocation && location && { locationId: location.id }),
              ...(memo && { memo }),
            })
          }
        >
          <div className="flex flex-wrap gap-3">
            <div className="grow-2 basis-34">
              <MoneyField
                name="amount"
                currency={currency}
                label={t('amount')}
                hint={t(`amountHint.${kind}`)}
                isSigned={kind === 'adjustment'}
                value={entered.text}
                onChange={(event) => setEntered(withAmount(event.target.value, currency))}
              />
            </div>
            <div className="grow basis-26">
              <SelectField
                name="currency"
                label={t('currency')}
                value={currency}
                onChange={(event) => setEntered({ ...entered, currency: event.target.value })}
              >
                {offeredCurrencies.map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </SelectField>
            </div>
          </div>
          {kind === 'adjustment' && <p className="text-sm text-soft">{t('adjustmentNote')}</p>}
          {kind !== 'adjustment' && (
            <SelectField
              name="channel"
              label={t('channel')}
              value={channel}
              onChange={(event) => setChannel(event.target.value as Channel)}
            >
              {channels.map((each) => (
                <option key={each} value={each}>
                  {t(`reports:channels.${each}`)}
                </option>
              ))}
            </SelectField>
          )}
          {hasLocation && location && (
            <>
              <LocationSelect locations={locations} value={location.id} onChange={chooseLocation} />
              {cashLocation && (
                <ShiftNotice {...{ location, currency }} paidOut={amount === null ? 0 : -amount} />
              )}
            </>
          )}
          <Field name="memo" label={t('memo')} maxLength={500} />
          <p role="status" className="rounded-lg bg-sunken px-3 py-2.5">
            {t(notice.textKey, { balance: format.money(notice.balance, currency) })}
          </p>
          <Button type="submit" isBusy={add.isRunning} disabled={amount === null || isRefused}>
            {amount === null ? t('enterAmount') : submitText(amount, currency)}
          </Button>
        </Form>
      </div>
    </>
  )
}
