import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { ConfirmForm } from './confirm-dialog.tsx'

const props = {
  submitLabel: 'Cancel the booking',
  closeLabel: 'Keep the booking',
  children: 'Everything is refunded.',
  error: null,
  onSubmit: () => undefined,
  onClose: () => undefined,
}

it('The button that keeps a booking cannot be clicked while the booking is being cancelled', () => {
  vi.stubGlobal('localStorage', { getItem: () => null })
  const render = (isRunning: boolean) =>
    renderToStaticMarkup(createElement(ConfirmForm, { ...props, isRunning }))
  const disabledKeep = / disabled=""[^>]*>Keep the booking</
  expect(render(true)).toMatch(disabledKeep)
  expect(render(false)).not.toMatch(disabledKeep)
})
