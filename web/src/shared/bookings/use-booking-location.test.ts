import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { viewerZone } from '../format/zoned.ts'
import { useBookingLocation } from './use-booking-location.ts'

let shown: Pick<ReturnType<typeof useBookingLocation>, 'zone' | 'isZoneUnknown'> | undefined

function Screen() {
  const { zone, isZoneUnknown } = useBookingLocation({ id: 'booking', locationId: 'closed' })
  shown = { zone, isZoneUnknown }
  return null
}

/** The zone of a booking in the location `closed`, with the given locations and charges loaded. */
function zoneWith(locations: object[] | undefined, charges: object[] = []) {
  const queries = new QueryClient()
  if (locations) queries.setQueryData(['locations'], locations)
  queries.setQueryData(['wallet', 'charges', undefined], charges)
  renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, createElement(Screen)))
  return shown
}

it('The zone of a booking is that of its location, else that of its charge; otherwise it is unknown, and the times are in the zone of the viewer', () => {
  const zone = 'Asia/Vladivostok'
  const known = { zone, isZoneUnknown: false }
  expect(zoneWith([{ id: 'closed', timeZone: zone }])).toEqual(known)
  expect(zoneWith([], [{ bookingId: 'booking', booking: { timeZone: zone } }])).toEqual(known)
  expect(zoneWith([], [{ bookingId: 'other', booking: { timeZone: zone } }])).toEqual({
    zone: viewerZone(),
    isZoneUnknown: true,
  })
  // Nothing is said before the locations are loaded.
  expect(zoneWith(undefined)).toEqual({ zone: viewerZone(), isZoneUnknown: false })
})
