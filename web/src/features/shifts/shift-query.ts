import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import { fetchAllPages } from '../../shared/api/fetch-all-pages.ts'
import type { ResponseBody } from '../../shared/api/types.ts'

export type Shift = ResponseBody<'getShift'>
export type ListedShift = ResponseBody<'listShifts'>['items'][number]
export type ShiftEntry = ResponseBody<'listShiftEntries'>['items'][number]

/** Whether another person than the cashier counted the cash and closed the shift. Pure. */
export const isClosedByOther = ({ closedBy, userId }: Pick<Shift, 'closedBy' | 'userId'>): boolean =>
  closedBy !== null && closedBy !== userId

const shiftQuery = (id: string) => ({
  queryKey: ['shifts', 'one', id] as const,
  queryFn: () => unwrap(api.GET('/api/v1/shifts/{id}', { params: { path: { id } } })),
})

export const useShift = (id: string) => useQuery(shiftQuery(id))

/** The shift as it is now: it is read when the component mounts, and an earlier state of it is not returned. */
export function useShiftNow(id: string) {
  const query = useQuery({ ...shiftQuery(id), staleTime: 0 })
  return { ...query, data: query.isFetchedAfterMount && !query.isError ? query.data : undefined }
}

/** All movements of cash in a shift, oldest first. The report needs all, so they are not loaded page by page. */
export const useShiftEntries = (id: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['shifts', 'entries', id],
    queryFn: async (): Promise<ShiftEntry[]> => {
      const entries = await fetchAllPages((pageQuery) => {
        const params = { path: { id }, query: pageQuery }
        return unwrap(api.GET('/api/v1/shifts/{id}/entries', { params }))
      })
      return entries.reverse()
    },
  })

/** The sum of cash in, and the sum of cash out as a positive number. */
export const sumsOf = (entries: Pick<ShiftEntry, 'amount'>[]) => ({
  cameIn: entries.reduce((sum, { amount }) => sum + Math.max(0, amount), 0),
  wentOut: entries.reduce((sum, { amount }) => sum + Math.max(0, -amount), 0),
})
