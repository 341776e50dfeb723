import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { dropPlaceholderOnError } from '../../shared/api/drop-placeholder-on-error.ts'
import { keepDataWithin } from '../../shared/api/previous-data.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import type { Period } from './period.ts'

export type Occupancy = ResponseBody<'getOccupancyReport'>
export type Revenue = ResponseBody<'getRevenueReport'>
export type Money = ResponseBody<'getMoneyReport'>
export type MoneyItem = Money['items'][number]
export type OccupancyItem = Occupancy['items'][number]
export type RevenueItem = Revenue['items'][number]

export const groupings = ['day', 'space', 'type', 'location'] as const
export type GroupBy = (typeof groupings)[number]

export type ReportScope = Period & { locationId?: string }

/** The screen draws rows by their grouping, so rows of another grouping are not kept on the screen while the next are loaded. */
const optionsOf = (report: string, grouping: GroupBy | 'hour' | null) => ({
  placeholderData: keepDataWithin('reports', report, grouping),
  staleTime: 60_000,
})

export const useOccupancy = (scope: ReportScope, groupBy: GroupBy | 'hour') =>
  dropPlaceholderOnError(
    useQuery({
      queryKey: ['reports', 'occupancy', groupBy, scope],
      queryFn: () =>
        unwrap(
          api.GET('/api/v1/reports/occupancy', { params: { query: { ...scope, groupBy } } }),
        ) as Promise<Occupancy>,
      ...optionsOf('occupancy', groupBy),
    }),
  )

export const useRevenue = (scope: ReportScope, groupBy: GroupBy) =>
  dropPlaceholderOnError(
    useQuery({
      queryKey: ['reports', 'revenue', groupBy, scope],
      queryFn: () =>
        unwrap(
          api.GET('/api/v1/reports/revenue', { params: { query: { ...scope, groupBy } } }),
        ) as Promise<Revenue>,
      ...optionsOf('revenue', groupBy),
    }),
  )

export const useMoney = (scope: ReportScope) =>
  dropPlaceholderOnError(
    useQuery({
      queryKey: ['reports', 'money', null, scope],
      queryFn: () => unwrap(api.GET('/api/v1/reports/money', { params: { query: scope } })) as Promise<Money>,
      ...optionsOf('money', null),
    }),
  )
