import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { ResponseBody } from '../../shared/api/types.ts'
import type { Period } from './period.ts'

export type Occupancy = ResponseBody<'getOccupancyReport'>
export type Revenue = ResponseBody<'getRevenueReport'>
export type MoneyReport = ResponseBody<'getMoneyReport'>
export type MoneyItem = MoneyReport['items'][number]
export type OccupancyItem = Occupancy['items'][number]
export type RevenueItem = Revenue['items'][number]

export const groupings = ['day', 'space', 'type', 'location'] as const
export type GroupBy = (typeof groupings)[number]

export type ReportScope = Period & { locationId?: string }

const staleTime = 60_000

// The queries have no `placeholderData`: data of another period or location must not stay on the screen while the next is loaded, because
// nothing on the page would mark it, and it would be saved to a file under the name of the new period.

export const useOccupancy = (scope: ReportScope, groupBy: GroupBy | 'hour') =>
  useQuery({
    queryKey: ['reports', 'occupancy', groupBy, scope],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/reports/occupancy', { params: { query: { ...scope, groupBy } } }),
      ) as Promise<Occupancy>,
    staleTime,
  })

export const useRevenue = (scope: ReportScope, groupBy: GroupBy) =>
  useQuery({
    queryKey: ['reports', 'revenue', groupBy, scope],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/reports/revenue', { params: { query: { ...scope, groupBy } } }),
      ) as Promise<Revenue>,
    staleTime,
  })

export const useMoney = (scope: ReportScope) =>
  useQuery({
    queryKey: ['reports', 'money', scope],
    queryFn: () =>
      unwrap(api.GET('/api/v1/reports/money', { params: { query: scope } })) as Promise<MoneyReport>,
    staleTime,
  })
