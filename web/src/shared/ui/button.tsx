import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Spinner } from './spinner.tsx'

const classesByLook = {
  primary: 'bg-brand text-on-brand hover:bg-brand-strong',
  secondary: 'border border-edge bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'border border-bad bg-surface text-bad hover:bg-bad-wash',
}
const sizes = {
  regular: 'min-h-11 px-4 text-[0.9375rem]',
  small: 'min-h-9 pointer-coarse:min-h-11 pointer-coarse:min-w-[44px] px-3 text-sm',
  icon: 'size-11 justify-center',
}

type Look = { look?: keyof typeof classesByLook; size?: keyof typeof sizes }

/** The classes of a button for links that look like buttons. */
export const buttonClass = ({ look = 'primary', size = 'regular' }: Look = {}): string =>
  classes(
    'inline-flex max-w-full items-center justify-center gap-2 rounded-lg py-1.5 font-medium transition-colors sm:whitespace-nowrap',
    'disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:opacity-60 [&>svg]:size-[1.15em] [&>svg]:shrink-0',
    classesByLook[look],
    sizes[size],
  )

type Props = ComponentProps<'button'> & Look & { isBusy?: boolean }

/** A busy button stays in the keyboard order, and does nothing. */
export function Button({
  look,
  size,
  isBusy = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
      className={classes(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  )
}
