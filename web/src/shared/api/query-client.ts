import { onlineManager, QueryClient } from '@tanstack/react-query'
import { isOffline, subscribeConnection } from './connection.ts'
import { NetworkError } from './fetch.ts'
import { problemOf } from './problem.ts'

// A refusal does not change by repetition; after a lost response or from a busy service another try is worthwhile.
const isPassing = (error: unknown): boolean =>
  error instanceof NetworkError || (problemOf(error)?.status ?? 0) >= 500

onlineManager.setEventListener((setOnline) => {
  const unsubscribe = subscribeConnection(() => setOnline(!isOffline()))
  return () => void unsubscribe()
})

export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a network a query fails and says so; it does not wait silently with the old data on the screen.
    queries: {
      networkMode: 'always',
      // Once the service can be reached again, all that is shown is read again, also what failed meanwhile.
      refetchOnReconnect: 'always',
      staleTime: 15_000,
      retry: (count, error) => count < 2 && !isOffline() && isPassing(error),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
