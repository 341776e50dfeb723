import { sql } from 'kysely'
import type { Db } from '../../db/db.ts'
import { toInstant } from '../../shared/time-range.ts'
import { type Channel, channels } from '../wallet/wallet.schema.ts'
import type { ZoneScope } from './report.view.ts'

export type ChannelSums = { channel: Channel; currency: string; topUps: number; payouts: number }

/**
 * Top-ups and payouts by the account of their channel and by the position in `starts` (from 1) of the last start at or before the
 * transfer. Counts the transfers at these locations, with `includesWithoutLocation` also those without a location. A payout that failed came
 * back to the wallet, and is subtracted from the payouts.
 */
export async function sumMoneyByDay(
  db: Db,
  { during, locations }: ZoneScope,
  starts: number[],
  includesWithoutLocation: boolean,
): Promise<(ChannelSums & { day: number })[]> {
  const ids = locations.map(({ id }) => id)
  const period = sql`created_at >= ${toInstant(during.start)} AND created_at < ${toInstant(during.end)}`
  const place = sql`(location_id = ANY(${ids}::uuid[])${includesWithoutLocation ? sql` OR location_id IS NULL` : sql``})`
  const { rows } = await sql<ChannelSums & { day: number }>`
    SELECT width_bucket(period_transfers.created_at, ${starts.map(toInstant)}::timestamptz[]) AS day, accounts.kind AS channel,
      accounts.currency, sum(top_up)::bigint AS top_ups, sum(payout)::bigint AS payouts
    FROM (
      SELECT from_account AS account_id, created_at, amount AS top_up, 0 AS payout
      FROM transfers WHERE kind = 'top_up' AND ${period} AND ${place}
      UNION ALL
      SELECT CASE WHEN to_account = wallet_id THEN from_account ELSE to_account END, created_at, 0,
        CASE WHEN to_account = wallet_id THEN -amount ELSE amount END
      FROM transfers WHERE kind = 'payout' AND ${period} AND ${place}
    ) AS period_transfers JOIN accounts ON accounts.id = period_transfers.account_id AND accounts.kind = ANY(${channels}::text[])
    GROUP BY day, accounts.kind, accounts.currency
  `.execute(db)
  return rows
}

/** The sum of all wallets, by currency. A wallet of version 0 was never used. */
export async function sumWallets(db: Db): Promise<{ currency: string; amount: number }[]> {
  const { rows } = await sql<{ currency: string; amount: number }>`
    SELECT currency, sum(balance)::bigint AS amount FROM accounts WHERE kind = 'wallet' AND version > 0
    GROUP BY currency ORDER BY currency
  `.execute(db)
  return rows
}
