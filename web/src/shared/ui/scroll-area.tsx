import type { ReactNode, RefObject } from 'react'
import { classes } from './classes.ts'

type Props = {
  label: string
  className?: string
  children: ReactNode
  ref?: RefObject<HTMLElement | null>
}

/**
 * Content that is wider than the screen is scrolled inside this area, not with the page, also by the keyboard. `relative` keeps the hidden
 * texts for screen readers inside.
 */
export const ScrollArea = ({ label, className, children, ref }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it
  <section ref={ref} aria-label={label} tabIndex={0} className={classes('relative overflow-auto', className)}>
    {children}
  </section>
)
