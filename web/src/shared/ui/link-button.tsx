import type { ComponentProps } from 'react'
import { classes } from './classes.ts'

/** Opens something in place, and reads like a link: the name of a row of a table. */
export const LinkButton = ({ className, ...rest }: ComponentProps<'button'>) => (
  <button
    {...rest}
    type="button"
    className={classes(
      'min-h-6 rounded text-left text-brand-strong underline-offset-4 hover:underline',
      className,
    )}
  />
)
