import { type ComponentProps, useId } from 'react'

type Props = ComponentProps<'input'> & { label: string; hint?: string }

export function CheckField({ label, hint, ...rest }: Props) {
  const id = useId()
  return (
    <div className="grid gap-0.5">
      <label className="flex min-h-9 pointer-coarse:min-h-11 cursor-pointer items-center gap-2.5">
        <input
          {...rest}
          type="checkbox"
          className="size-5 shrink-0 accent-brand"
          aria-describedby={hint ? id : undefined}
        />
        {label}
      </label>
      {hint && (
        <p id={id} className="pl-7.5 text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  )
}
