import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { OtherLocationNotice } from './other-location-notice.tsx'

const north = { id: 'north', name: 'North' } as never

it.each([
  ['of a location that the user does not manage', 'south', north, true],
  ['of the shown location', 'north', north, false],
  ['without a location', undefined, north, false],
  ['whose location is not loaded yet', 'south', undefined, false],
])(
  'At an address %s, a notice says that another location is shown: %s',
  (_, requestedId, location, isShown) => {
    const html = renderToStaticMarkup(createElement(OtherLocationNotice, { requestedId, location }))
    expect(html.includes('otherLocation')).toBe(isShown)
  },
)
