import { expect, it } from 'vitest'
import { addDialog, subscribeDialogs, uppermostDialog } from './open-dialogs.ts'

it('The uppermost dialog is the one that was opened last and is still open; each change is reported', () => {
  const [first, second] = ['first', 'second'] as unknown as HTMLElement[]
  const seen: unknown[] = []
  const unsubscribe = subscribeDialogs(() => void seen.push(uppermostDialog()))
  const closeFirst = addDialog(first as HTMLElement)
  const closeSecond = addDialog(second as HTMLElement)
  closeSecond()
  closeFirst()
  unsubscribe()
  expect(seen).toEqual(['first', 'second', 'first', null])
})
