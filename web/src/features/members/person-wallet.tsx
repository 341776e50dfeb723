import { useState } from 'react'
import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import { useUser } from '../../shared/api/session.ts'
import type { ListedLocation, ResponseBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { entryTextKey } from '../../shared/payments/entry-text-key.ts'
import { Button } from '../../shared/ui/button.tsx'
import { Card } from '../../shared/ui/card.tsx'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Loaded } from '../../shared/ui/states.tsx'
import { type Column, Table } from '../../shared/ui/table.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { mayServe } from './may-serve.ts'
import type { Person } from './person-query.ts'

type Entry = ResponseBody<'listEntries'>['items'][number]

/**
 * The balances and wallet entries of a person, with buttons for a top-up and a payout; an administrator can also adjust the balance. The
 * service refuses a top-up of a blocked account.
 */
export function PersonWallet({ person, locations }: { person: Person; locations: ListedLocation[] }) {
  const { t } = useTranslation('members')
  const format = useFormat()
  const me = useUser()
  const [kind, setKind] = useState<'top_up' | 'payout' | 'adjustment' | null>(null)
  const isMerged = person.mergedInto !== null
  const mayMoveMoney = !isMerged && mayServe(me, person)
  return (
    <section aria-labelledby="money" className="grid min-w-0 content-start gap-3">
      <h2 id="money" className="text-lg font-semibold">
        {t('money')}
      </h2>
      <Card className="grid gap-3">
        {person.balances.length === 0 && <p className="text-soft">{t('noMoney')}</p>}
        {person.balances.map(({ currency, balance }) => (
          <p key={currency} className="text-[clamp(1.5rem,10vw,1.875rem)] font-semibold">
            {format.money(balance, currency)}
          </p>
        ))}
        <div className="flex flex-wrap gap-2">
          {mayMoveMoney && !person.blocked && <Button onClick={() => setKind('top_up')}>{t('topUp')}</Button>}
          {mayMoveMoney && person.balances.some(({ balance }) => balance > 0) && (
            <Button look="secondary" onClick={() => setKind('payout')}>
              {t('payOut')}
            </Button>
          )}
          {!isMerged && me?.role === 'admin' && (
            <Button look="secondary" onClick={() => setKind('adjustment')}>
              {t('adjust')}
            </Button>
          )}
        </div>
      </Card>
      <Entries id={person.id} />
      {kind && <EntryDialog {...{ person, kind, locations }} onClose={() => setKind(null)} />}
    </section>
  )
}

function Entries({ id }: { id: string }) {
  const { t } = useTranslation(['members', 'wallet', 'reports'])
  const format = useFormat()
  const entries = usePages({
    key: ['person', id, 'entries'],
    fetch: (pageQuery) =>
      unwrap(
        api.GET('/api/v1/users/{id}/wallet/entries', {
          params: { path: { id }, query: { ...pageQuery, limit: 10, include: 'booking' } },
        }),
      ),
  })
  const columns: Column<Entry>[] = [
    {
      key: 'kind',
      title: t('entry.kind'),
      cell: ({ kind, channel, amount, createdAt, booking, memo }) => (
        <>
          {t(`wallet:${entryTextKey({ kind, channel, amount })}`)}
          {channel && <span className="block font-normal">{t(`reports:channels.${channel}`)}</span>}
          <span className="block text-sm font-normal text-soft sm:whitespace-nowrap">
            {format.dateTime(createdAt, viewerZone())}
          </span>
          {booking && (
            <span className="block font-normal">
              {booking.spaceName}, {format.range(booking.startsAt, booking.endsAt, booking.timeZone)}
            </span>
          )}
          {memo && <span className="block font-normal wrap-anywhere">{memo}</span>}
        </>
      ),
    },
    {
      key: 'amount',
      title: t('entry.amount'),
      isFigure: true,
      cell: ({ amount, currency }) => format.money(amount, currency, true),
    },
    {
      key: 'after',
      title: t('entry.after'),
      isFigure: true,
      cell: ({ balanceAfter, currency }) => format.money(balanceAfter, currency),
    },
  ]
  return (
    <Loaded query={entries} lines={2}>
      {(items) =>
        items.length > 0 && (
          <>
            <Table caption={t('entries')} columns={columns} rows={items} keyOf={(entry) => entry.id} />
            <LoadMore pages={entries} />
          </>
        )
      }
    </Loaded>
  )
}
