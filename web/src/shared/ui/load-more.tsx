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

/** Gives the focus to this element if the removal of the pressed button has moved the focus to the top of the page. */
const keepFocus = (element: HTMLElement | null): void => {
  if (document.activeElement === document.body) element?.focus({ preventScroll: true })
}

/**
 * The button that loads the next page of a list, where there is one, and the message where it could not be loaded. After the last page, a text
 * takes its place and its focus.
 */
export function LoadMore({ pages }: { pages: Pages }) {
  const { t } = useTranslation()
  const [isWaiting, setWaiting] = useState(false)
  const [wasPressed, setPressed] = useState(false)
  if (!pages.hasNextPage)
    return wasPressed ? (
      <p ref={keepFocus} tabIndex={-1} className="justify-self-center text-soft outline-none">
        {t('state.allLoaded')}
      </p>
    ) : null
  return (
    <>
      {pages.isFetchNextPageError && <ErrorState error={pages.error} />}
      <Button
        look="secondary"
        className="justify-self-center"
        isBusy={isWaiting || pages.isFetchingNextPage}
        onClick={() => {
          setPressed(true)
          setWaiting(true)
          void fetchMore(pages).finally(() => setWaiting(false))
        }}
      >
        {t('action.more')}
      </Button>
    </>
  )
}
