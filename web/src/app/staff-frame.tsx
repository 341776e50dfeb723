import { Link, type LinkProps, Outlet, useLocation } from '@tanstack/react-router'
import {
  Building2,
  CalendarClock,
  ChartColumn,
  type LucideIcon,
  ScrollText,
  Star,
  UsersRound,
  Wallet,
} from 'lucide-react'
import { useRef } from 'react'
import { useUser } from '../shared/api/session.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { useScrollToChosen } from '../shared/ui/use-scroll-to-chosen.ts'
import { NotFound } from './not-found.tsx'

type Item = {
  to: LinkProps['to']
  label: 'today' | 'members' | 'shifts' | 'reports' | 'catalogue' | 'reviews' | 'audit'
  icon: LucideIcon
}

const items: Item[] = [
  { to: '/staff/today', label: 'today', icon: CalendarClock },
  { to: '/staff/members', label: 'members', icon: UsersRound },
  { to: '/staff/shifts', label: 'shifts', icon: Wallet },
  { to: '/staff/reports', label: 'reports', icon: ChartColumn },
  { to: '/staff/catalogue', label: 'catalogue', icon: Building2 },
  { to: '/staff/reviews', label: 'reviews', icon: Star },
  { to: '/staff/audit', label: 'audit', icon: ScrollText },
]

/**
 * The staff's pages below their own bar; only an administrator sees the link to the audit trail. A user who becomes a member while a page is open
 * gets the page for an unknown address, as at a navigation, once the refresh of the session returns the new role.
 */
export function StaffFrame() {
  const { t } = useTranslation('staff')
  const role = useUser()?.role
  const isAdmin = role === 'admin'
  const bar = useRef<HTMLElement>(null)
  useScrollToChosen(bar, '[aria-current=page]', useLocation({ select: ({ pathname }) => pathname }))
  if (role === 'member') return <NotFound />
  return (
    // A page begins below the bar, whatever its width is.
    <div className="grid min-w-0 gap-6 [&>div]:mx-0">
      <nav
        ref={bar}
        aria-label={t('nav.label')}
        className="-mx-4 print:hidden overflow-x-auto px-4 md:-mx-6 md:px-6"
      >
        <ul className="flex w-max gap-1 rounded-xl bg-sunken p-1">
          {items
            .filter(({ label }) => isAdmin || label !== 'audit')
            .map(({ to, label, icon: Icon }) => (
              <li key={label}>
                <Link
                  {...(to && { to })}
                  activeOptions={{ includeSearch: false }}
                  activeProps={{ className: 'bg-surface text-brand-strong shadow-sm' }}
                  inactiveProps={{ className: 'text-soft hover:text-ink' }}
                  className="flex min-h-10 pointer-coarse:min-h-11 items-center gap-2 rounded-lg px-3 text-[0.9375rem] font-medium whitespace-nowrap"
                >
                  <Icon aria-hidden size={18} />
                  {t(`nav.${label}`)}
                </Link>
              </li>
            ))}
        </ul>
      </nav>
      <Outlet />
    </div>
  )
}
