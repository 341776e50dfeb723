import type { ComponentProps } from 'react'
import { classes } from './classes.ts'

/** A button that looks like a link and opens something in place: the name in a table row. */
export const LinkButton = ({ className, ...rest }: ComponentProps<'button'>) => (
  <button
    {...rest}
    type="button"
    className={classes(
      'min-h-6 max-w-full rounded pointer-coarse:min-h-11 text-left text-brand-strong underline-offset-4 hover:underline',
      className,
    )}
  />
)
