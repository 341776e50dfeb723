import { Inbox, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useIsOffline } from '../api/connection.ts'
import { errorText } from '../api/error-text.ts'
import { NetworkError } from '../api/fetch.ts'
import { isGone, problemOf } from '../api/problem.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { Spinner } from './spinner.tsx'

/** Shown while loading: grey lines of about the expected height, so that the page does not jump. */
export function Loading({ lines = 3 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="grid gap-3">
      <span className="sr-only">{t('state.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are identical
        <div key={line} className="h-20 animate-pulse rounded-xl bg-sunken" />
      ))}
    </div>
  )
}

/** The loading state of a whole page. */
export function PageLoading() {
  const { t } = useTranslation()
  return (
    <div role="status" className="grid min-h-[60dvh] place-items-center text-soft">
      <Spinner />
      <span className="sr-only">{t('state.loading')}</span>
    </div>
  )
}

type Empty = { title: string; children?: ReactNode; icon?: ReactNode }

/** The empty state, with a suggestion of what to do. */
export function EmptyState({ title, children, icon }: Empty) {
  return (
    <div className="grid grid-cols-1 justify-items-center gap-3 rounded-xl border border-dashed border-edge px-6 py-12 text-center">
      <span className="text-soft [&>svg]:size-8">{icon ?? <Inbox aria-hidden />}</span>
      <p className="text-lg font-medium">{title}</p>
      {children && <div className="max-w-prose wrap-anywhere text-soft">{children}</div>}
    </div>
  )
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  // The bar on top says why; the query runs again by itself when the service can be reached.
  if (isOffline && (error instanceof NetworkError || problemOf(error)?.code === 'unreadable'))
    return <p className="text-soft">{t('error.later')}</p>
  return (
    <div
      role="alert"
      className="grid grid-cols-1 justify-items-center gap-3 rounded-xl bg-bad-wash px-6 py-10 text-center"
    >
      <TriangleAlert aria-hidden className="text-bad" />
      <p className="max-w-prose">{errorText(error, t)}</p>
      {retry && (
        <Button look="secondary" onClick={retry}>
          {t('action.retry')}
        </Button>
      )}
    </div>
  )
}

type Query<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown }
type DataOf<Q> = Q extends { data: infer T } ? Exclude<T, undefined> : never

/** Combines queries that are needed together: failed when any of them fails or says that its object is gone, loaded once all are. */
export function combineQueries<Q extends Record<string, Query<unknown>>>(
  queries: Q,
): Query<{ [Name in keyof Q]: DataOf<Q[Name]> }> {
  const all = Object.values(queries)
  const missing = all.filter(({ data }) => data === undefined)
  const data = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, query.data]))
  return {
    data: missing.length === 0 ? (data as { [Name in keyof Q]: DataOf<Q[Name]> }) : undefined,
    error: (all.find(({ error }) => isGone(error)) ?? missing.find(({ error }) => error))?.error ?? null,
    isPending: missing.length > 0,
    refetch: () => all.map(({ error, refetch }) => error && refetch()),
  }
}

/**
 * The three states of a query. The old data stays on the screen during a refetch, and after one that has failed (<OfflineNotice> says so),
 * but not after one that says that the object is gone.
 */
export function Loaded<T>({
  query,
  lines,
  children,
}: {
  query: Query<T>
  lines?: number
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined && !isGone(query.error)) return children(query.data)
  if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />
  return <Loading {...(lines && { lines })} />
}
