import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { HeatMap } from './heat-map.tsx'
import type { OccupancyItem } from './report-query.ts'

it('An hour in which members sit although nothing is open shows how long, and not only that it is closed', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const item = (hour: number, openMinutes: number, occupiedMinutes: number) =>
    ({
      ...{ weekday: 1, hour, openMinutes, occupiedMinutes },
      rate: openMinutes > 0 ? occupiedMinutes / openMinutes : null,
    }) as OccupancyItem
  const markup = renderToStaticMarkup(
    createElement(HeatMap, { items: [item(9, 60, 30), item(10, 0, 0), item(11, 0, 45)] }),
  )
  const cells = [...markup.matchAll(/<td class="h-9[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell)
  expect(cells[0]).toMatch(/^50/)
  expect(cells[1]).toMatch(/^<span/)
  expect(cells[2]).toMatch(/^(length\.minutes|45)/)
})
