import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { probeService, useIsOffline } from '../shared/api/connection.ts'
import { NetworkError } from '../shared/api/fetch.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { Button } from '../shared/ui/button.tsx'
import { Page } from '../shared/ui/page.tsx'
import { ErrorState } from '../shared/ui/states.tsx'
import { PageFileError } from './page-file.ts'
import { reloadForNewFiles } from './reload-after-update.ts'

type Props = { error: unknown; reset: () => void }

/** Shown in place of a page that failed. A page whose files could not be loaded opens when the service responds again. */
export function PageError({ error, reset }: Props) {
  const { t } = useTranslation()
  const isOffline = useIsOffline()
  const again = useTryAgain({ error, reset })
  if (!PageFileError.is(error) && !(error instanceof NetworkError))
    return <ErrorState error={error} retry={() => void again()} />
  return (
    <Page title={t('error.page')} width="narrow">
      <p role="alert" className="text-soft">
        {t(isOffline || !PageFileError.is(error) ? 'error.pageText' : 'error.pageFile')}
      </p>
      <Button className="justify-self-start" onClick={() => void again()}>
        {t('action.retry')}
      </Button>
    </Page>
  )
}

function useTryAgain({ error, reset }: Props) {
  const router = useRouter()
  const isOffline = useIsOffline()
  const wasOffline = useRef(isOffline)
  const again = async () => {
    if (!(await probeService())) return
    // A browser may remember a failed load of a file for as long as the page is open.
    if (PageFileError.is(error)) return window.location.reload()
    reset()
    await router.invalidate()
  }
  useEffect(() => {
    if (wasOffline.current && !isOffline) void again()
    wasOffline.current = isOffline
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is shown: for a file that is missing after an update although the service responds
  useEffect(() => {
    if (PageFileError.is(error) && !isOffline)
      void probeService().then((responds) => responds && reloadForNewFiles())
  }, [])
  return again
}
