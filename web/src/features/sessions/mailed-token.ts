import { useEffect, useState } from 'react'

/** The token in the hash of a mailed link; empty where the link was damaged. Pure. */
export function tokenOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1))
  } catch {
    return ''
  }
}

/** The token in the hash of a mailed link: of the last one that was opened, where several are opened in one tab. */
export function useMailedToken(): string {
  const [token, setToken] = useState(() => tokenOf(window.location.hash))
  useEffect(() => {
    // An address that differs in its hash alone does not load the page again. One without a hash is that of another page, and that of the
    // link to the content is the id of an element.
    const read = () => {
      const token = tokenOf(window.location.hash)
      if (token && !document.getElementById(token)) setToken(token)
    }
    window.addEventListener('hashchange', read)
    return () => window.removeEventListener('hashchange', read)
  }, [])
  return token
}
