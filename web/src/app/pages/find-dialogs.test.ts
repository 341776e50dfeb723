import { createElement, useState } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Space } from '../../shared/api/types.ts'
import { useSpaceAsItWas } from './find-dialogs.tsx'

const [desk, room] = [{ id: 'desk' } as Space, { id: 'room' } as Space]
const steps = [
  { spaceId: 'room', spaces: [desk, room] },
  { spaceId: 'room', spaces: [desk] },
  { spaceId: 'desk', spaces: [desk] },
  { spaceId: 'room', spaces: [] },
]
const shown: (string | undefined)[] = []

/** Renders once for each step. */
function Page() {
  const [index, setIndex] = useState(0)
  const { spaceId, spaces } = steps[index] ?? { spaceId: '', spaces: [] }
  const space = useSpaceAsItWas({ slot: { spaceId, startsAt: '', endsAt: '' }, spaces })
  shown[index] = space?.id
  if (index < steps.length - 1) setIndex(index + 1)
  return null
}

it('The booking dialog keeps its space while that is deactivated, and shows no other space for the chosen slot', () => {
  renderToStaticMarkup(createElement(Page))
  expect(shown).toEqual(['room', 'room', 'desk', undefined])
})
