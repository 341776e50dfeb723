import { Fragment, type ReactNode } from 'react'
import type { PendingCall } from '../api/client.ts'
import { type Edit, useObjectForEdit } from '../api/object-for-edit.ts'
import { Loaded } from './states.tsx'

type Props<T> = {
  objectType: string
  /** Null for a new object. */
  id: string | null
  fetch: (id: string) => PendingCall<T>
  children: (edit: Edit<T>) => ReactNode
}

/** Loads an object for the form that edits it. The form is rendered anew when the user loads the newer state in it. */
export function LoadedForEdit<T extends object>({ objectType, id, fetch, children }: Props<T>) {
  return (
    <Loaded query={useObjectForEdit(objectType, id, fetch)}>
      {({ key, ...edit }) => <Fragment key={key}>{children(edit)}</Fragment>}
    </Loaded>
  )
}
