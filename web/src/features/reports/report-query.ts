import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { Answer } from '../../shared/api/types.ts'
import { withoutFormer } from '../../shared/api/without-former.ts'
import type { Period } from './period.ts'

export type Occupancy = Answer<'getOccupancyReport'>
export type Revenue = Answer<'getRevenueReport'>
export type Money = Answer<'getMoneyReport'>
export type MoneyItem = Money['items'][number]
export type OccupancyItem = Occupancy['items'][number]
export type RevenueItem = Revenue['items'][number]

export const groupings = ['day', 'space', 'type', 'location'] as const
export type GroupBy = (typeof groupings)[number]

export type ReportScope = Period & { locationId?: string }

const options = { placeholderData: keepPreviousData, staleTime: 60_000 }

export const useOccupancy = (scope: ReportScope, groupBy: GroupBy | 'hour') =>
  withoutFormer(
    useQuery({
      queryKey: ['reports', 'occupancy', scope, groupBy],
      queryFn: () =>
        unwrap(
          api.GET('/api/v1/reports/occupancy', { params: { query: { ...scope, groupBy } } }),
        ) as Promise<Occupancy>,
      ...options,
    }),
  )

export const useRevenue = (scope: ReportScope, groupBy: GroupBy) =>
  withoutFormer(
    useQuery({
      queryKey: ['reports', 'revenue', scope, groupBy],
      queryFn: () =>
        unwrap(
          api.GET('/api/v1/reports/revenue', { params: { query: { ...scope, groupBy } } }),
        ) as Promise<Revenue>,
      ...options,
    }),
  )

export const useMoney = (scope: ReportScope) =>
  withoutFormer(
    useQuery({
      queryKey: ['reports', 'money', scope],
      queryFn: () => unwrap(api.GET('/api/v1/reports/money', { params: { query: scope } })) as Promise<Money>,
      ...options,
    }),
  )
