import { QueryClient } from '@tanstack/react-query'
import { NetworkError } from './fetch.ts'
import { problemOf } from './problem.ts'

// A refusal stands however often it is asked for; a lost answer or a busy service is worth another try.
const isPassing = (error: unknown): boolean =>
  error instanceof NetworkError || (problemOf(error)?.status ?? 0) >= 500

export const queryClient = new QueryClient({
  defaultOptions: {
    // Without a network a question fails and says so; it does not wait in silence with the old answer on the screen.
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      retry: (count, error) => count < 2 && isPassing(error),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
