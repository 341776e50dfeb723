import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryHistory, createRootRoute, createRouter } from '@tanstack/react-router'
import { expect, it } from 'vitest'
import { changeSearch } from './change-search.ts'

it('Two changes of filters before the next render are both in the address', async () => {
  type Search = { search?: string; role?: string; blocked?: string }
  const router = createRouter({
    routeTree: createRootRoute({ validateSearch: (search): Search => search }),
    isServer: false,
    origin: 'http://localhost',
    history: createMemoryHistory({ initialEntries: ['/?blocked=yes'] }),
  })
  router.history.subscribe(() => void router.load())
  await router.load()
  const change = (part: Search) =>
    router.navigate({ to: '/', search: (before: Search) => changeSearch(before, part), replace: true })
  await Promise.all([change({ search: 'anna' }), change({ role: 'manager', blocked: '' })])
  expect(router.state.location.search).toEqual({ search: 'anna', role: 'manager' })
})

it('No page computes its next filters from the search of its last render', () => {
  const source = join(import.meta.dirname, '..')
  const pages = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.page\.tsx$/.test(file),
  )
  expect(pages).not.toEqual([])
  expect(
    pages.filter((file) =>
      /\{ \.\.\.search,|changeSearch\(search,/.test(readFileSync(join(source, file), 'utf8')),
    ),
  ).toEqual([])
})
