import { onlineManager, QueryClient } from '@tanstack/react-query'
import { isOffline, subscribeConnection } from './connection.ts'
import { NetworkError, TimeLimitError } from './fetch.ts'
import { problemOf } from './problem.ts'
import { onUserChange } from './session.ts'

// A refused request is refused again; a lost response or a failure of the service may be temporary.
const isTransient = (error: unknown): boolean =>
  error instanceof NetworkError || (problemOf(error)?.status ?? 0) >= 500

onlineManager.setEventListener((setOnline) => {
  const unsubscribe = subscribeConnection(() => setOnline(!isOffline()))
  return () => void unsubscribe()
})

export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a network a query fails, and the screen shows it; the default would keep the old data without a message.
    queries: {
      networkMode: 'always',
      // When the service can be reached again, all queries on the screen are fetched again, failed ones too.
      refetchOnReconnect: 'always',
      staleTime: 15_000,
      retry: (count, error) =>
        count < (error instanceof TimeLimitError ? 1 : 2) && !isOffline() && isTransient(error),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

// A person never sees the data of the person who used the page before. Queries on the screen are fetched again.
onUserChange(() => void queryClient.resetQueries())
