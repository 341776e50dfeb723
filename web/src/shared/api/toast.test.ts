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
  const ids = ['1', '2', '3', '4'].map((text) => toast.withUndo(text, undo))
  expect(texts()).toEqual(['1', '2', '3', '4'])
  toast.failed('a')
  toast.done('b')
  toast.done('2')
  expect(texts()).toEqual(['1', '2', '3', '4', 'a', 'b', '2'])
  for (const id of ids.slice(0, 2)) toast.dismiss(id)
  toast.done('b')
  expect(texts()).toEqual(['3', '4', 'a', '2', 'b'])
})

it('Where there are too many messages, the oldest success is removed, and where there is no success the oldest error', () => {
  toast.failed('not saved')
  for (const text of ['a', 'b', 'c']) toast.done(text)
  expect(texts()).toEqual(['not saved', 'b', 'c'])
  for (const text of ['x', 'y', 'z']) toast.failed(text)
  expect(texts()).toEqual(['x', 'y', 'z'])
  toast.done('d')
  expect(texts()).toEqual(['y', 'z', 'd'])
})
