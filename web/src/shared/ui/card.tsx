import type { ComponentProps, ReactNode } from 'react'
import { classes } from './classes.ts'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      {...rest}
      className={classes(
        'min-w-0 grid-cols-1 rounded-xl border border-line bg-surface p-4 sm:p-5',
        className,
      )}
    />
  )
}

const tones = {
  plain: 'bg-sunken text-ink',
  brand: 'bg-brand-wash text-brand-strong',
  accent: 'bg-accent-wash text-accent',
  warn: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
}

type BadgeProps = {
  tone?: keyof typeof tones
  /** A text that people have written, which may be longer than its line. */
  isFreeText?: boolean
  children: ReactNode
}

export function Badge({ tone = 'plain', isFreeText = false, children }: BadgeProps) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-md px-2 py-0.5 text-sm font-medium',
        isFreeText ? 'max-w-full wrap-anywhere' : 'sm:whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
