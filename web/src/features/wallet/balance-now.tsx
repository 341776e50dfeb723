import { useFormat } from '../../shared/format/use-format.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { useBalance } from '../../shared/payments/use-balance.ts'

export function BalanceNow({ currency }: { currency: string }) {
  const { t } = useTranslation('payments')
  const format = useFormat()
  const balance = useBalance(currency, true)
  if (balance === undefined) return null
  return <p>{t('succeeded.balance', { balance: format.money(balance, currency) })}</p>
}
