import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Location } from '../../shared/api/types.ts'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { FreeNow } from './free-now.tsx'

it('A space that is free through the night is free until the end of tomorrow at any time of today, because the times of tomorrow are loaded with those of today', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-12-01T09:00:00Z'), toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const queries = new QueryClient()
  queries.setQueryData(['spaces', 'north'], [{ id: 'room', name: 'Room' }])
  const [startsAt, endsAt] = ['2026-12-01T09:00:00Z', '2026-12-03T01:00:00Z']
  const free = [{ startsAt, endsAt }]
  queries.setQueryData(
    ['day', 'location', 'north', '2026-12-01'],
    [{ spaceId: 'room', open: free, busy: [], free }],
  )
  const location = { id: 'north', timeZone: 'UTC' } as Location
  const render = await pageRenderer(createElement(FreeNow, { location, onBook: () => undefined }), queries)
  expect(render()).toContain('untilEndOfTomorrow')
})
