import { expect, it } from 'vitest'
import { addDialog, subscribeDialogs, topmostDialog } from './open-dialogs.ts'

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
