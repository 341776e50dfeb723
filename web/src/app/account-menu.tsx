import { Link, useLocation } from '@tanstack/react-router'
import { Globe, UserRound } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { useUser } from '../shared/api/session.ts'
import type { User } from '../shared/api/types.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { buttonClass } from '../shared/ui/button.tsx'
import { classes } from '../shared/ui/classes.ts'
import { lazyPart } from '../shared/ui/lazy-part.tsx'
import { signInParameters } from './search-parameters.ts'

// The menu's code is 25 kB, which is not needed before the menu is opened.
const Menu = lazyPart(async () => (await import('./menu.tsx')).Menu)

/** Sign-in for a visitor; for everybody the language, the appearance, and the user's own account. */
export function AccountMenu() {
  const { t } = useTranslation()
  const user = useUser()
  const search = useLocation({ select: signInParameters, structuralSharing: true })
  // Each click tries to load the code again, if the last click could not load it.
  const [clicks, setClicks] = useState(0)
  const button = (
    <MenuButton
      user={user}
      aria-haspopup="menu"
      // A click puts a new button into the page, which takes over the focus.
      autoFocus={clicks > 0}
      onClick={() => setClicks(clicks + 1)}
    />
  )
  return (
    <div className="flex flex-wrap items-center justify-end gap-1 sm:gap-2">
      {!user && (
        <>
          {/* On a phone with large text there is no room for this link; the sign-in page has it, too. */}
          <Link
            to="/sign-up"
            search={search}
            className={classes(buttonClass({ look: 'quiet', size: 'small' }), '@max-[16rem]:hidden')}
          >
            {t('nav.signUp')}
          </Link>
          <Link to="/sign-in" search={search} className={buttonClass({ size: 'small' })}>
            {t('nav.signIn')}
          </Link>
        </>
      )}
      {clicks > 0 ? <Menu key={clicks} trigger={<MenuButton user={user} />} fallback={button} /> : button}
    </div>
  )
}

function MenuButton({ user, ...rest }: { user: User | null } & ComponentProps<'button'>) {
  const { t } = useTranslation()
  return (
    <button
      {...rest}
      type="button"
      aria-label={user ? t('nav.menuOf', { name: user.firstName }) : t('nav.menu')}
      className={buttonClass({ look: 'quiet', size: user ? 'small' : 'icon' })}
    >
      {user ? (
        <>
          <UserRound aria-hidden />
          <span className="max-w-32 truncate max-sm:hidden">{user.firstName}</span>
        </>
      ) : (
        <Globe aria-hidden />
      )}
    </button>
  )
}
