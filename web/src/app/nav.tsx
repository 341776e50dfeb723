import { Link, type LinkProps, linkOptions } from '@tanstack/react-router'
import {
  CalendarCheck2,
  LayoutDashboard,
  type LucideIcon,
  Search,
  UserRound,
  WalletMinimal,
} from 'lucide-react'
import { lastCriteria } from '../features/availability/criteria.ts'
import { useUser } from '../shared/api/session.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { classes } from '../shared/ui/classes.ts'

type Item = {
  to: LinkProps['to']
  label: 'find' | 'bookings' | 'wallet' | 'profile' | 'staff'
  icon: LucideIcon
}

const items: Item[] = [
  { to: '/', label: 'find', icon: Search },
  { to: '/bookings', label: 'bookings', icon: CalendarCheck2 },
  { to: '/wallet', label: 'wallet', icon: WalletMinimal },
  { to: '/profile', label: 'profile', icon: UserRound },
]

const staffItem: Item = { to: '/staff', label: 'staff', icon: LayoutDashboard }

/** The main links for this user; the link to the pages of the staff comes first, because staff work there. */
function useNavItems(): Item[] {
  const user = useUser()
  if (!user) return []
  return user.role === 'member' ? items : [staffItem, ...items]
}

/** The link leads to the last search. */
const findLink: LinkProps = linkOptions({ to: '/', search: () => lastCriteria() })
const targetOf = (to: Item['to']): LinkProps => (to === '/' ? findLink : { ...(to && { to }) })

export function TopNav() {
  const { t } = useTranslation()
  const visibleItems = useNavItems().filter((item) => item.label !== 'profile')
  if (visibleItems.length === 0) return null
  return (
    <nav aria-label={t('nav.label')} className="hidden min-w-0 flex-wrap gap-1 md:flex">
      {visibleItems.map(({ to, label, icon: Icon }) => (
        <Link
          key={label}
          {...targetOf(to)}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          activeProps={{ className: 'bg-brand-wash text-brand-strong' }}
          inactiveProps={{ className: 'text-soft hover:bg-sunken hover:text-ink' }}
          className="flex min-h-10 items-center gap-2 rounded-lg px-3 text-[0.9375rem] font-medium whitespace-nowrap"
        >
          {/* A narrow window shows only the words, because staff have four links. */}
          <Icon aria-hidden size={18} className="max-lg:hidden" />
          {t(`nav.${label}`)}
        </Link>
      ))}
    </nav>
  )
}

export function BottomNav() {
  const { t } = useTranslation()
  const visibleItems = useNavItems()
  if (visibleItems.length === 0) return null
  return (
    <nav
      aria-label={t('nav.label')}
      className="fixed print:hidden inset-x-0 bottom-0 z-30 flex overflow-x-auto border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {visibleItems.map(({ to, label, icon: Icon }) => (
        <Link
          key={label}
          {...targetOf(to)}
          activeOptions={{ exact: to === '/', includeSearch: false }}
          activeProps={{ className: 'text-brand-strong' }}
          inactiveProps={{ className: 'text-soft' }}
          className={classes(
            // No link becomes narrower than its longest word: where the links do not fit, the bar scrolls.
            'grid min-h-[60px] flex-1 grid-cols-none content-center justify-items-center gap-1 px-1 text-center text-xs leading-tight font-medium',
          )}
        >
          <Icon aria-hidden size={20} />
          {t(`nav.${label}`)}
        </Link>
      ))}
    </nav>
  )
}
