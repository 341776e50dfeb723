import { type ReactNode, useEffect } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { classes } from './classes.ts'

type Props = { title: string; aside?: ReactNode; children: ReactNode; width?: 'narrow' | 'regular' | 'wide' }

const widths = { narrow: 'max-w-md', regular: 'max-w-5xl', wide: 'max-w-[100rem]' }

/** A page's frame: its heading, which is also the window's title, and the elements beside the heading. */
export function Page({ title, aside, children, width = 'regular' }: Props) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('product')}`
  }, [title, t])
  return (
    <div className={classes('mx-auto grid w-full min-w-0 grid-cols-1 content-start gap-6', widths[width])}>
      <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 className="text-2xl font-semibold md:text-3xl">{title}</h1>
        {aside}
      </header>
      {children}
    </div>
  )
}
