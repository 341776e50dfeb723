import { api, unwrap } from '../../shared/api/client.ts'
import { usePages } from '../../shared/api/pages.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import { useFormat } from '../../shared/format/use-format.ts'
import { viewerZone } from '../../shared/format/zoned.ts'
import { useTranslation } from '../../shared/i18n/use-translation.ts'
import { entryTextKey } from '../../shared/payments/entry-text-key.ts'
import { Card } from '../../shared/ui/card.tsx'
import { classes } from '../../shared/ui/classes.ts'
import { LoadMore } from '../../shared/ui/load-more.tsx'
import { Loaded } from '../../shared/ui/states.tsx'

type Entry = ResponseBody<'listMyEntries'>['items'][number]

/** The entries of the wallet, newest first. */
export function Entries() {
  const { t } = useTranslation('wallet')
  const entries = usePages({
    key: ['wallet', 'entries'],
    fetch: (pageQuery) =>
      unwrap(
        api.GET('/api/v1/me/wallet/entries', { params: { query: { ...pageQuery, include: 'booking' } } }),
      ),
  })
  return (
    <section aria-labelledby="entries" className="grid gap-3">
      <h2 id="entries" className="text-lg font-semibold">
        {t('entries')}
      </h2>
      <Loaded query={entries}>
        {(items) => (
          <>
            {items.length === 0 && <p className="text-soft">{t('noEntries')}</p>}
            {items.length > 0 && (
              <Card className="py-1! sm:py-1!">
                <ul className="divide-y divide-line">
                  {items.map((entry) => (
                    <Row key={entry.id} {...entry} />
                  ))}
                </ul>
              </Card>
            )}
            <LoadMore pages={entries} />
          </>
        )}
      </Loaded>
    </section>
  )
}

function Row(entry: Entry) {
  const { amount, currency, balanceAfter, memo, createdAt, booking } = entry
  const { t } = useTranslation('wallet')
  const format = useFormat()
  return (
    <li className="grid py-3">
      <p className="flex items-baseline justify-between gap-4 font-medium">
        <span className="min-w-0">
          {t(entryTextKey(entry))}
          {booking && <>: {booking.spaceName}</>}
        </span>
        <span className={classes('shrink-0 font-semibold', amount > 0 && 'text-brand-strong')}>
          {format.money(amount, currency, true)}
        </span>
      </p>
      {booking && (
        <p className="text-sm">{format.range(booking.startsAt, booking.endsAt, booking.timeZone)}</p>
      )}
      {memo && <p className="text-sm wrap-anywhere text-soft">{memo}</p>}
      <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-xs text-soft sm:text-sm">
        <time dateTime={createdAt}>{format.dateTime(createdAt, viewerZone())}</time>
        <span className="ml-auto">{t('after', { balance: format.money(balanceAfter, currency) })}</span>
      </p>
    </li>
  )
}
