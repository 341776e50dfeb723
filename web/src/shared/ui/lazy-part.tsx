import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { useIsOffline } from '../api/connection.ts'
import { toast } from '../api/toast.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/**
 * A part of a page whose code is loaded when it is first shown, with `fallback` in its place until then. Where the code cannot be loaded,
 * a message says so, the rest of the screen stays as it is, and the part appears when the service can be reached again. React's `lazy`
 * would replace the whole page, or the app, by the error.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  let known: ComponentType<P> | null = null
  // biome-ignore lint/correctness/noComponentHookFactories: a part is made once, while its module is loaded, as by React's `lazy`
  return function Part({ fallback = null, ...props }: P & { fallback?: ReactNode }) {
    const { t } = useTranslation()
    const isOffline = useIsOffline()
    const [Content, setContent] = useState(() => known)
    // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a failure of the network is a reason to try again
    useEffect(() => {
      if (Content) return
      let isShown = true
      load().then(
        (loaded) => {
          known = loaded
          if (isShown) setContent(() => loaded)
        },
        () => isShown && toast.failed(t('error.later')),
      )
      return () => {
        isShown = false
      }
    }, [Content, isOffline, t])
    return Content ? <Content {...(props as unknown as P)} /> : fallback
  }
}
