import { afterEach, expect, it } from 'vitest'
import { currentToasts, toast } from './toast.ts'

afterEach(() => {
  for (const { id } of currentToasts()) toast.dismiss(id)
})

const texts = () => currentToasts().map(({ text }) => text)

it('At most three messages are shown, the latest ones, and each text once', () => {
  for (const text of ['a', 'b', 'c', 'b', 'd']) toast.done(text)
  expect(texts()).toEqual(['c', 'b', 'd'])
})

it('A message that offers to undo an action stays until it is dismissed, whatever is shown after it', () => {
  const undo = () => undefined
  const ids = ['1', '2', '3', '4'].map((text) => toast.undoable(text, undo))
  expect(texts()).toEqual(['1', '2', '3', '4'])
  toast.failed('a')
  toast.done('b')
  toast.done('2')
  expect(texts()).toEqual(['1', '2', '3', '4', '2'])
  for (const id of ids.slice(0, 2)) toast.dismiss(id)
  toast.done('b')
  expect(texts()).toEqual(['3', '4', 'b'])
})
