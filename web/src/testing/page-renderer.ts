import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { createElement, type ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { vi } from 'vitest'

/** For a test without a browser: renders a part of a page with the data of `queries`, again at each call; texts are their keys. */
export async function pageRenderer(part: ReactElement, queries: QueryClient): Promise<() => string> {
  const storage = { getItem: () => null, setItem: () => undefined }
  vi.stubGlobal('localStorage', storage)
  vi.stubGlobal('sessionStorage', storage)
  const router = createRouter({
    routeTree: createRootRoute({ component: () => part }),
    history: createMemoryHistory(),
  })
  await router.load()
  const app = createElement(RouterProvider, { router: router as never })
  return () => renderToStaticMarkup(createElement(QueryClientProvider, { client: queries }, app))
}
