import { readdirSync, readFileSync } from 'node:fs'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { lazyPart } from './lazy-part.tsx'

it('A part whose code cannot be loaded leaves its fallback in its place', () => {
  const Part = lazyPart<object>(() =>
    Promise.reject(new TypeError('Failed to fetch dynamically imported module')),
  )
  expect(renderToStaticMarkup(createElement(Part, { fallback: 'Loading' }))).toBe('Loading')
})

it('Nothing is made by the `lazy` of React, whose failure replaces the page', () => {
  const root = new URL('../../', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tsx'),
  )
  const found = files.filter((file) => /\blazy\(/.test(readFileSync(new URL(file, root), 'utf8')))
  expect(files.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})
