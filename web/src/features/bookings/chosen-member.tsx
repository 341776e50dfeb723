import { useQuery } from '@tanstack/react-query'
import { fullName } from '../../../../server/src/shared/person-name.ts'
import { api, unwrap } from '../../shared/api/client.ts'
import type { ListedUser } from '../../shared/api/types.ts'
import { phoneText } from '../../shared/format/phone.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { Alert } from '../../shared/ui/alert.tsx'
import { Button } from '../../shared/ui/button.tsx'

/**
 * The balance of a person in a currency, and whether it is being fetched. Where it could not be fetched it is unknown, because the last
 * fetched balance may be from before a payment.
 */
export function useBalanceOf(userId: string | undefined, currency: string) {
  const { data, isError, isFetching, refetch } = useQuery({
    queryKey: ['person', userId, 'wallet'],
    queryFn: () => unwrap(api.GET('/api/v1/users/{id}/wallet', { params: { path: { id: userId ?? '' } } })),
    enabled: userId !== undefined,
  })
  const lastBalance = data && (data.balances.find((each) => each.currency === currency)?.balance ?? 0)
  return {
    balance: isError ? undefined : lastBalance,
    lastBalance,
    isUnknown: isError,
    isFetching,
    refetch: () => void refetch(),
  }
}

/** The message beside a booking that cannot be made, because the balance of its owner is unknown. */
export function BalanceUnknown({ isFetching, refetch }: { isFetching: boolean; refetch: () => void }) {
  const { t } = useTranslation(['staffBookings', 'common'])
  return (
    <Alert>
      <div className="grid justify-items-start gap-2">
        <p>{t('book.balanceUnknown')}</p>
        <Button size="small" look="secondary" isBusy={isFetching} onClick={refetch}>
          {t('common:action.retry')}
        </Button>
      </div>
    </Alert>
  )
}

type ChosenProps = { person: ListedUser; balance: number | undefined; currency: string; onChange: () => void }

export function ChosenMember({ person, balance, currency, onChange }: ChosenProps) {
  const { t } = useTranslation('staffBookings')
  const format = useFormat()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken px-3 py-2.5">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{fullName(person)}</p>
        <p className="text-sm wrap-anywhere text-soft">
          {balance === undefined
            ? (person.email ?? (person.phone && phoneText(person.phone)))
            : t('book.balance', { balance: format.money(balance, currency) })}
        </p>
      </div>
      <Button size="small" look="secondary" onClick={onChange}>
        {t('book.another')}
      </Button>
    </div>
  )
}
