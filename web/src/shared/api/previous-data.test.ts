import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { keepDataWithin } from './previous-data.ts'

it('While the next data is loaded, the previous data is shown only where both keys have the same beginning', () => {
  const client = new QueryClient()
  const optionsOf = (groupBy: string, period: string) => ({
    queryKey: ['reports', groupBy, period] as const,
    queryFn: () => new Promise<string>(() => undefined),
    placeholderData: keepDataWithin('reports', groupBy),
  })
  client.setQueryData(['reports', 'space', 'May'], 'the spaces of May')
  const report = new QueryObserver(client, { ...optionsOf('space', 'May'), enabled: false })
  const unsubscribe = report.subscribe(() => undefined)
  report.setOptions(optionsOf('space', 'June'))
  expect(report.getCurrentResult()).toMatchObject({ data: 'the spaces of May', isPlaceholderData: true })
  report.setOptions(optionsOf('day', 'June'))
  expect(report.getCurrentResult().data).toBeUndefined()
  unsubscribe()
  client.clear()
})
