import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** An error message, read out at once. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex items-start gap-2 rounded-lg bg-bad-wash px-3 py-2.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  )
}
