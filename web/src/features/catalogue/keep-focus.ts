import { flushSync } from 'react-dom'

/**
 * Runs a change of a list that may remove the pressed button itself. The focus then moves to the last button beside it that removes a part
 * (`data-remove`): the browser would move it to the top of the page.
 */
export function keepFocus(button: HTMLElement, change: () => void): void {
  const group = button.parentElement
  flushSync(change)
  if (!button.isConnected) [...(group?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])].at(-1)?.focus()
}
