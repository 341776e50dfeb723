import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { OtherLocationNotice } from './other-location-notice.tsx'

const north = { id: 'north', name: 'North' } as never

it.each([
  ['of a location that the user does not manage', true, 'south', north],
  ['of the shown location', false, 'north', north],
  ['without a location', false, undefined, north],
  ['whose location is not loaded yet', false, 'south', undefined],
])(
  'At an address %s, a notice says that another location is shown: %s',
  (_, isShown, requestedId, location) => {
    const html = renderToStaticMarkup(createElement(OtherLocationNotice, { requestedId, location }))
    expect(html.includes('otherLocation')).toBe(isShown)
  },
)
