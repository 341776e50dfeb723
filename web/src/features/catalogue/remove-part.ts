import { flushSync } from 'react-dom'

/**
 * Removes a part of a list, such as a rule. The button that removes it (`data-remove`) is removed, too, so the focus moves to the same
 * button of the next part, or to the button that adds a part (`data-add`): the browser would move it to the top of the page. The list has
 * the attribute `data-parts`.
 */
export function removePart(button: HTMLElement, remove: () => void): void {
  const list = button.closest('[data-parts]')
  const removeButtons = () => [...(list?.querySelectorAll<HTMLElement>('[data-remove]') ?? [])]
  const index = removeButtons().indexOf(button)
  flushSync(remove)
  const next =
    removeButtons()[index] ?? list?.querySelector<HTMLElement>('[data-add]') ?? removeButtons().at(-1)
  next?.focus()
}
