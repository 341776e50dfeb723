import { createRootRoute, notFound, redirect } from '@tanstack/react-router'
import { sessionState } from '../shared/api/session.ts'
import { NotFound } from './not-found.tsx'
import { Shell } from './shell.tsx'

export const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** For pages that need a signed-in user: a visitor signs in first, and then comes back. */
export const signedInOnly = ({ location }: { location: { href: string } }) => {
  if (sessionState().status !== 'signedIn')
    throw redirect({ to: '/sign-in', search: { next: location.href } })
}

/**
 * For the pages to which `signedInOnly` leads: a user who is signed in by now goes on to the page that was asked for, for example after a
 * reload, because the service had failed before.
 */
export const visitorOnly = ({ search: { next } }: { search: { next?: string | undefined } }) => {
  const session = sessionState()
  if (next && session.status === 'signedIn' && !session.hasEnded) throw redirect({ to: next, replace: true })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** For pages of one object: an address whose `id` is not a UUID gets the not-found page. */
export const validIdOnly = ({ params: { id } }: { params: { id: string } }) => {
  if (!uuid.test(id)) throw notFound()
}
