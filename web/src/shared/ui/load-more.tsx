import { useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'
import { ErrorState } from './states.tsx'

type Pages = {
  hasNextPage: boolean
  wasRefetched: () => boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: unknown
  fetchNextPage: (options: { cancelRefetch: boolean }) => Promise<unknown>
}

/**
 * Fetches the next page of a list. A refetch of the list that is under way ends first: if the next page cancelled it, the pages on the screen
 * would keep the state before a change and count as fresh. A refetch that begins meanwhile cancels the request of the next page, which is
 * then sent again.
 */
export async function fetchMore({
  wasRefetched,
  fetchNextPage,
}: Pick<Pages, 'wasRefetched' | 'fetchNextPage'>) {
  // While a refetch is under way, the call waits for it and fetches nothing itself.
  do await fetchNextPage({ cancelRefetch: false })
  while (wasRefetched())
}

/** The button that loads the next page of a list, where there is one, and the message where it could not be loaded. */
export function LoadMore({ pages }: { pages: Pages }) {
  const { t } = useTranslation()
  const [isWaiting, setWaiting] = useState(false)
  if (!pages.hasNextPage) return null
  return (
    <>
      {pages.isFetchNextPageError && <ErrorState error={pages.error} />}
      <Button
        look="secondary"
        className="justify-self-center"
        isBusy={isWaiting || pages.isFetchingNextPage}
        onClick={() => {
          setWaiting(true)
          void fetchMore(pages).finally(() => setWaiting(false))
        }}
      >
        {t('action.more')}
      </Button>
    </>
  )
}
