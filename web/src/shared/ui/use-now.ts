import { useEffect, useState } from 'react'

/** The present time, updated every `everyMs`, by default each half minute, because bookings become late and spaces become free as time passes. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
