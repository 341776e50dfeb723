import { useQuery } from '@tanstack/react-query'
import { api, unwrap } from '../../shared/api/client.ts'
import type { ResponseBody } from '../../shared/api/types.ts'

export type Person = ResponseBody<'getUser'>

export const fetchPerson = (id: string) => api.GET('/api/v1/users/{id}', { params: { path: { id } } })

export const usePerson = (id: string) =>
  useQuery({ queryKey: ['person', id], queryFn: () => unwrap(fetchPerson(id)) })
