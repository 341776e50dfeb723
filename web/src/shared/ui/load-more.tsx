import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './button.tsx'

type Pages = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }

/** The button that loads the next page of a list, where there is one. */
export function LoadMore({ pages }: { pages: Pages }) {
  const { t } = useTranslation()
  if (!pages.hasNextPage) return null
  return (
    <Button
      look="secondary"
      className="justify-self-center"
      isBusy={pages.isFetchingNextPage}
      onClick={() => void pages.fetchNextPage()}
    >
      {t('action.more')}
    </Button>
  )
}
