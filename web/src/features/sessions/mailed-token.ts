import { useState } from 'react'

/** The secret behind the # of a mailed link, once; the address bar and the history forget it. */
export function useMailedToken(): string {
  const [token] = useState(() => decodeURIComponent(window.location.hash.slice(1)))
  return token
}
