import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { Check, LogOut, UserRound } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { queryClient } from '../shared/api/query-client.ts'
import { useUser } from '../shared/api/session.ts'
import { signOut } from '../shared/api/sign-out.ts'
import { toast } from '../shared/api/toast.ts'
import { changeLanguage } from '../shared/i18n/i18n.ts'
import { languages } from '../shared/i18n/language.ts'
import { useTranslation } from '../shared/i18n/use-translation.ts'
import { applyTheme, chosenTheme, type Theme, themes } from './theme.ts'

const itemClass =
  'flex min-h-10 pointer-coarse:min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-3 outline-none data-[highlighted]:bg-sunken select-none'

/** The message of a failed query is the service's own text, in the language of before. */
const refetchFailed = () =>
  queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' })

/** The menu is open when it is first rendered, because the click that opens it loads its code. */
export function Menu({ trigger }: { trigger: ReactNode }) {
  const user = useUser()
  return (
    <DropdownMenu.Root modal={false} defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-40 grid min-w-[min(14rem,calc(100vw-1rem))] gap-0.5 rounded-xl border border-line bg-surface p-1.5 shadow-xl"
        >
          <Choices />
          {user && <OwnItems />}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Choices() {
  const { t, language: chosen } = useTranslation()
  const [theme, setTheme] = useState(chosenTheme)
  return (
    <>
      <Heading>{t('language.label')}</Heading>
      <DropdownMenu.RadioGroup value={chosen}>
        {languages.map((language) => (
          <Choice
            key={language}
            value={language}
            lang={language}
            onSelect={() =>
              void changeLanguage(language).then(refetchFailed, () => toast.failed(t('error.network')))
            }
          >
            {t(`language.${language}`)}
          </Choice>
        ))}
      </DropdownMenu.RadioGroup>
      <Heading>{t('theme.label')}</Heading>
      <DropdownMenu.RadioGroup
        value={theme}
        onValueChange={(value) => {
          setTheme(value as Theme)
          applyTheme(value as Theme)
        }}
      >
        {themes.map((each) => (
          <Choice key={each} value={each}>
            {t(`theme.${each}`)}
          </Choice>
        ))}
      </DropdownMenu.RadioGroup>
    </>
  )
}

function OwnItems() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const router = useRouter()
  return (
    <>
      <DropdownMenu.Separator className="my-1 h-px bg-line" />
      <DropdownMenu.Item asChild className={itemClass}>
        <Link to="/profile">
          <UserRound aria-hidden size={18} />
          {t('nav.profile')}
        </Link>
      </DropdownMenu.Item>
      <DropdownMenu.Item
        className={itemClass}
        onSelect={async () => {
          // A form with unsaved changes asks, and may keep the user on the page. Then this promise is resolved by the next navigation, whose
          // state has no `signsOut`.
          await navigate({ to: '/', state: { signsOut: true } })
          if (!router.history.location.state.signsOut) return
          await signOut()
          queryClient.clear()
        }}
      >
        <LogOut aria-hidden size={18} />
        {t('nav.signOut')}
      </DropdownMenu.Item>
    </>
  )
}

const Heading = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-3 pt-2 pb-1 text-sm text-soft">{children}</DropdownMenu.Label>
)

type ChoiceProps = { value: string; lang?: string; onSelect?: () => void; children: ReactNode }

const Choice = ({ children, ...rest }: ChoiceProps) => (
  <DropdownMenu.RadioItem {...rest} className={itemClass}>
    <span className="w-4">
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden size={16} />
      </DropdownMenu.ItemIndicator>
    </span>
    {children}
  </DropdownMenu.RadioItem>
)
