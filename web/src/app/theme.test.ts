import { expect, it, vi } from 'vitest'
import { applyTheme } from './theme.ts'

it('The theme of the system is written into the cookie of this coworking: without it, the cookie of another one on the host would decide', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const document = { cookie: '', documentElement: { dataset: { theme: 'dark' } } }
  vi.stubGlobal('document', document)
  applyTheme('system')
  expect(document.cookie).toMatch(/^theme=system; path=\/; max-age=[1-9]/)
  expect(document.documentElement.dataset.theme).toBeUndefined()
})
