import { Fragment, type ReactNode } from 'react'
import type { ApiResponse } from '../api/client.ts'
import { type Edit, useEdited } from '../api/edited.ts'
import { Loaded } from './states.tsx'

type Props<T> = {
  noun: string
  /** Null for a new object. */
  id: string | null
  fetch: (id: string) => ApiResponse<T>
  children: (edit: Edit<T>) => ReactNode
}

/** A form for the present state; it is rendered anew when the newer state is requested. */
export function Edited<T extends object>({ noun, id, fetch, children }: Props<T>) {
  return (
    <Loaded query={useEdited(noun, id, fetch)}>
      {({ key, ...edit }) => <Fragment key={key}>{children(edit)}</Fragment>}
    </Loaded>
  )
}
