import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ProblemError } from '../api/problem.ts'
import { combineQueries, Loaded } from './states.tsx'

const queryAfter = (code: string) => ({
  data: 'earlier state',
  error: new ProblemError({ code, status: 400, title: '', detail: 'refused' }),
  isPending: false,
  refetch: () => undefined,
})
const fine = { data: 'other data', error: null, isPending: false, refetch: () => undefined }

it.each([
  ['of another kind, the earlier state stays', 'rate_limited', false],
  ['that says that the object is gone, the refusal is shown in its place', 'not_found', true],
  ['because the right was lost, likewise', 'forbidden', true],
])('After a refused refetch %s', (_, code, isReplaced) => {
  const first = queryAfter(code)
  for (const query of [first, combineQueries({ fine, first })]) {
    const html = renderToStaticMarkup(
      createElement(() => Loaded<unknown>({ query, children: () => 'earlier state' })),
    )
    expect(html.includes('earlier state')).toBe(!isReplaced)
    expect(html.includes('refused')).toBe(isReplaced)
  }
})
