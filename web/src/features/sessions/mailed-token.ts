import { useState } from 'react'

/** The token in the hash of a mailed link, as it was when the page was opened. */
export function useMailedToken(): string {
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)))
  return token
}
