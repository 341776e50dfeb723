import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { addUnsavedChanges } from '../shared/ui/unsaved-changes.ts'
import { watchMissingFiles } from './reload-after-update.ts'

class FakeElement {
  isConnected = true
  readonly form: FakeElement | null
  constructor(form: FakeElement | null = null) {
    this.form = form
  }
  closest = () => this.form
}

const reload = vi.fn()
let listeners: Record<string, (event: { target?: unknown }) => void> = {}

beforeEach(() => {
  listeners = {}
  vi.stubGlobal('Element', FakeElement)
  vi.stubGlobal('window', {
    addEventListener: (type: string, listener: () => void) => {
      listeners[type] = listener
    },
    location: { href: 'http://localhost/', reload },
  })
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined })
  vi.stubGlobal('fetch', async () => new Response('', { status: 200 }))
  watchMissingFiles()
})
afterEach(() => {
  vi.unstubAllGlobals()
  reload.mockReset()
})

const typeInto = (field: FakeElement) => listeners.input?.({ target: field })
async function missAFile() {
  listeners['vite:preloadError']?.({})
  await new Promise((resolve) => setTimeout(resolve))
}

it('A page whose file is missing is reloaded', async () => {
  await missAFile()
  expect(reload).toHaveBeenCalledTimes(1)
})

it('A page is not reloaded while any form in which something was typed is on the screen, also after typing elsewhere', async () => {
  const [page, dialog] = [new FakeElement(), new FakeElement()]
  typeInto(new FakeElement(page))
  typeInto(new FakeElement(dialog))
  typeInto(new FakeElement())
  dialog.isConnected = false
  await missAFile()
  expect(reload).not.toHaveBeenCalled()
  page.isConnected = false
  await missAFile()
  expect(reload).toHaveBeenCalledTimes(1)
})

it('A page is not reloaded while changes that were made by buttons, outside of a form, are not saved', async () => {
  const save = addUnsavedChanges()
  await missAFile()
  expect(reload).not.toHaveBeenCalled()
  save()
  await missAFile()
  expect(reload).toHaveBeenCalledTimes(1)
})
