import type { ReactNode } from 'react'
import { classes } from './classes.ts'

type Props = { label: string; className?: string; children: ReactNode }

/** What is wider than the screen scrolls by itself, with the keyboard, too. Positioned, so that text for screen readers stays inside. */
export const ScrollArea = ({ label, className, children }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
  <section aria-label={label} tabIndex={0} className={classes('relative overflow-auto', className)}>
    {children}
  </section>
)
