import { useState } from 'react'

/** Returns the secret behind the # of a mailed link, once, and removes it from the address bar and the history. */
export function useMailedToken(): string {
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)))
  return token
}
