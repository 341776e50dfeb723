import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '../../shared/api/client.ts'
import type { Answer } from '../../shared/api/types.ts'
import type { Period } from './period.ts'

export type Occupancy = Answer<'getOccupancyReport'>
export type Revenue = Answer<'getRevenueReport'>
export type OccupancyItem = Occupancy['items'][number]
export type RevenueItem = Revenue['items'][number]

export const groupings = ['day', 'space', 'type', 'location'] as const
export type GroupBy = (typeof groupings)[number]

export type ReportScope = Period & { locationId?: string }

const options = { placeholderData: keepPreviousData, staleTime: 60_000 }

export const useOccupancy = (asked: ReportScope, groupBy: GroupBy | 'hour') =>
  useQuery({
    queryKey: ['reports', 'occupancy', asked, groupBy],
    queryFn: () =>
      ask(
        api.GET('/api/v1/reports/occupancy', { params: { query: { ...asked, groupBy } } }),
      ) as Promise<Occupancy>,
    ...options,
  })

export const useRevenue = (asked: ReportScope, groupBy: GroupBy) =>
  useQuery({
    queryKey: ['reports', 'revenue', asked, groupBy],
    queryFn: () =>
      ask(
        api.GET('/api/v1/reports/revenue', { params: { query: { ...asked, groupBy } } }),
      ) as Promise<Revenue>,
    ...options,
  })
