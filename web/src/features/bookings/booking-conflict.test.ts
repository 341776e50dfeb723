import { QueryClient } from '@tanstack/react-query'
import { createElement } from 'react'
import { expect, it } from 'vitest'
import { pageRenderer } from '../../testing/page-renderer.ts'
import { BookingConflict } from './booking-conflict.tsx'

const slot = { spaceId: 'room', startsAt: '2026-12-01T10:00:00.000Z', endsAt: '2026-12-01T14:00:00.000Z' }

type Props = Parameters<typeof BookingConflict>[0]

async function render(props: Pick<Props, 'conflict'> & Partial<Props>, queries = new QueryClient()) {
  const notice = createElement(BookingConflict, {
    ...{ zone: 'UTC', currency: 'RUB', onChoose: () => undefined },
    spaces: [{ id: 'hall', name: 'Hall' }] as never,
    ...props,
  })
  const renderPage = await pageRenderer(notice, queries)
  return renderPage()
}

it('Where an own booking takes a part of the requested time, the dialog says so, and offers the alternatives, too', async () => {
  const queries = new QueryClient()
  queries.setQueryData(['bookings', 'own at', slot], { items: [{ id: 'own' }] })
  const alternatives = [{ ...slot, spaceId: 'hall', total: 60_000 }]
  const withAlternative = await render({ slot, conflict: { taken: [slot], alternatives } }, queries)
  expect(withAlternative).toContain('href="/bookings"')
  expect(withAlternative).toContain('Hall')
  const without = await render({ slot, conflict: { taken: [slot], alternatives: [] } }, queries)
  expect(without).not.toContain('conflict.none')
})

it('Where the end of a running booking cannot be moved, the dialog says when the next booking starts, and not that there is no alternative', async () => {
  const conflict = { taken: [slot], alternatives: [] }
  const ofRunning = await render({ isExtension: true, conflict })
  expect(ofRunning).toContain('conflict.next')
  expect(ofRunning).not.toContain('conflict.none')
  expect(ofRunning).not.toContain('conflict.gap')
  const buffers = { bufferBeforeMinutes: 15, bufferAfterMinutes: 0 }
  expect(await render({ isExtension: true, extendedSpace: buffers, conflict })).toContain('conflict.gap')
  const ofAnother = await render({ conflict })
  expect(ofAnother).toContain('conflict.none')
  expect(ofAnother).not.toContain('conflict.next')
})
