import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterAll, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined })
vi.stubGlobal('document', { querySelector: () => null })
// Loads its own copies of the modules, because another file tests the first state of the shared session module.
vi.resetModules()
const { openSession, sessionState } = await import('../../shared/api/session.ts')
const { api } = await import('../../shared/api/client.ts')
const { refreshUser, VerifyEmailPage } = await import('./verify-email.page.tsx')

afterAll(() => void vi.resetModules())

it('After a user has opened the link of another person, the shown user is the one that the service returns', async () => {
  const boris = { id: 'boris', emailVerified: false } as never
  openSession({
    user: boris,
    accessToken: 'token',
    expiresIn: 900,
    refreshToken: null,
    tokenType: 'Bearer',
  } as never)
  const data = { id: 'boris', emailVerified: false, firstName: 'Boris' }
  const read = vi.spyOn(api, 'GET').mockResolvedValue({ data, response: new Response() } as never)
  await refreshUser()
  expect(sessionState()).toMatchObject({ user: { emailVerified: false, firstName: 'Boris' } })
  read.mockResolvedValue({ error: {}, response: new Response('{}', { status: 500 }) } as never)
  await refreshUser()
  expect(sessionState()).toMatchObject({ user: { id: 'boris', emailVerified: false } })
})

it('The page asks a signed-in user for a click, because the link may belong to another account', () => {
  vi.stubGlobal('window', { location: { hash: '#token' } })
  expect(sessionState().status).toBe('signedIn')
  const markup = renderToStaticMarkup(
    createElement(QueryClientProvider, { client: new QueryClient() }, createElement(VerifyEmailPage)),
  )
  expect(markup).toContain('<button')
  expect(markup).not.toContain('role="status"')
})
