import { afterEach, expect, it } from 'vitest'
import { currentToasts, toast } from '../api/toast.ts'
import { addDialog, subscribeDialogs, topmostDialog } from './open-dialogs.ts'

// The next test file in the same process must not find these messages.
afterEach(() => {
  for (const { id } of currentToasts()) toast.dismiss(id)
})

it('The topmost dialog is the one that was opened last and is still open; each change is reported', () => {
  const [first, second] = ['first', 'second'] as unknown as HTMLElement[]
  const seen: unknown[] = []
  const unsubscribe = subscribeDialogs(() => void seen.push(topmostDialog()))
  const closeFirst = addDialog(first as HTMLElement)
  const closeSecond = addDialog(second as HTMLElement)
  closeSecond()
  closeFirst()
  unsubscribe()
  expect(seen).toEqual(['first', 'second', 'first', null])
})

it('A success is dismissed when a dialog opens, because on a phone it would cover the fields; what failed and what can be undone stays', () => {
  toast.done('saved')
  toast.failed('not saved')
  toast.withUndo('deleted in a moment', () => undefined)
  const close = addDialog('dialog' as unknown as HTMLElement)
  close()
  expect(currentToasts().map(({ text }) => text)).toEqual(['not saved', 'deleted in a moment'])
})
