import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { probeService, useIsOffline } from '../api/connection.ts'
import { toast } from '../api/toast.ts'
import { useTranslation } from '../i18n/use-translation.ts'

const retryMs = 5_000

/**
 * A part of a page whose code is loaded when it is first shown, with `fallback` in its place until then. Where the code cannot be loaded,
 * a message says so once, the rest of the screen stays as it is, and loading is tried again every five seconds, and at once when the
 * service can be reached again. React's `lazy` would replace the whole page, or the app, by the error.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loadedPart: ComponentType<P> | null = null
  // biome-ignore lint/correctness/noComponentHookFactories: a part is made once, while its module is loaded, as by React's `lazy`
  return function Part({ fallback = null, ...props }: P & { fallback?: ReactNode }) {
    const { t } = useTranslation()
    const isOffline = useIsOffline()
    const [Content, setContent] = useState(() => loadedPart)
    const [failures, setFailures] = useState(0)
    // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a failure of the network is a reason to try again, another language is none
    useEffect(() => {
      if (Content) return
      let isShown = true
      let retry: ReturnType<typeof setTimeout> | undefined
      load().then(
        (loaded) => {
          loadedPart = loaded
          if (isShown) setContent(() => loaded)
        },
        () => {
          if (!isShown) return
          if (failures === 0)
            void probeService().then((responds) =>
              toast.failed(t(responds ? 'error.pageFile' : 'error.later')),
            )
          // A file may be missing although other responses arrive, for example while the service starts again behind a proxy.
          retry = setTimeout(() => setFailures(failures + 1), retryMs)
        },
      )
      return () => {
        isShown = false
        clearTimeout(retry)
      }
    }, [Content, isOffline, failures])
    return Content ? <Content {...(props as unknown as P)} /> : fallback
  }
}
