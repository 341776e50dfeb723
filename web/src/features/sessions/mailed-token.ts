import { useState } from 'react'

/** The token in the hash of a mailed link; empty where the link was damaged. Pure. */
export function tokenOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    return ''
  }
}

/** The token in the hash of a mailed link, as it was when the page was opened. */
export function useMailedToken(): string {
  const [token] = useState(() => tokenOf(window.location.hash))
  return token
}
