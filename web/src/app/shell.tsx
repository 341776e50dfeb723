import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useSession } from '../shared/api/session.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { lazyPart } from '../shared/ui/lazy-part.tsx'
import { AccountMenu } from './account-menu.tsx'
import mark from './mark.svg'
import { BottomNav, TopNav } from './nav.tsx'
import { OfflineNotice } from './offline-notice.tsx'

const loadSessionEnded = async () => (await import('../features/sessions/session-ended.tsx')).SessionEnded
const SessionEnded = lazyPart(loadSessionEnded)

/** The frame of every page: the bar on top, and on a phone the main links at the bottom. */
export function Shell() {
  const { t } = useTranslation()
  const main = useMainFocus()
  const session = useSession()
  const isSignedIn = session.status === 'signedIn'
  useEffect(() => {
    // Loaded before the session ends: by then an update of the service may have removed the file, and without the dialog, what is typed on
    // the page would be lost.
    if (isSignedIn) loadSessionEnded().catch(() => undefined)
  }, [isSignedIn])
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only rounded-lg bg-brand px-4 py-2 text-on-brand focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        {t('nav.skip')}
      </a>
      {/* On a phone the bar scrolls away, and the note below it stays in sight. */}
      <header className="z-30 print:hidden border-b max-md:-top-15 max-md:has-[>p]:sticky md:sticky md:top-0 border-line bg-surface">
        <div className="@container mx-auto flex min-h-[60px] w-full max-w-[100rem] items-center gap-3 px-4 md:px-6 lg:gap-6">
          <Link
            to="/"
            className="flex shrink-[99] items-center gap-2.5 min-h-11 pointer-coarse:min-w-11 rounded-lg py-1 font-semibold tracking-tight"
          >
            <img src={mark} alt="" width={32} height={32} className="shrink-0" />
            <span className="max-[26rem]:sr-only md:max-lg:sr-only">{t('product')}</span>
          </Link>
          {/* Larger text may not fit: then first the name and next the links take two lines. */}
          <TopNav />
          <div className="ml-auto min-w-0 md:shrink-0">
            <AccountMenu />
          </div>
        </div>
        <OfflineNotice />
      </header>
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="mx-auto w-full max-w-[100rem] grow px-4 pt-6 pb-28 outline-none md:px-6 md:pt-8 md:pb-12"
      >
        <Outlet />
      </main>
      <BottomNav />
      {session.status === 'signedIn' && session.hasEnded && (
        <SessionEnded user={session.user} isCookieOfOther={session.isCookieOfOther === true} />
      )}
    </div>
  )
}

/** A new page moves the focus of keyboard and screen reader to its beginning; the page that was opened first does not. */
function useMainFocus() {
  const main = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const before = useRef(path)
  useEffect(() => {
    if (before.current !== undefined && before.current !== path) main.current?.focus({ preventScroll: true })
    before.current = path
  }, [path])
  return main
}
