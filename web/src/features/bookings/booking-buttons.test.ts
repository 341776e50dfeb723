import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { BookingButtons, buttonsFor } from './booking-buttons.tsx'

it('A request that waits for its approval is not offered for the calendar, as a confirmed or running booking is', () => {
  expect(buttonsFor('pending', ['move', 'cancel'])).toEqual(['move', 'cancel'])
  expect(buttonsFor('confirmed', ['move', 'cancel'])).toEqual(['move', 'cancel', 'calendar'])
  expect(buttonsFor('checked_in', ['extend', 'complete'])).toEqual(['leave', 'move', 'calendar'])
})

it('The button of an action that is being carried out is busy, and a notice says when its connection was lost', () => {
  const render = (retries: number) => {
    const props = {
      status: 'awaiting_payment',
      actions: ['pay', 'cancel'],
      onAction: () => undefined,
    } as const
    return renderToStaticMarkup(
      createElement(BookingButtons, { ...props, running: { action: 'pay', retries } }),
    )
  }
  expect(render(0).match(/aria-busy/g)).toHaveLength(1)
  expect(render(0)).not.toContain('book.retrying')
  expect(render(1)).toContain('book.retrying')
})
