import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** An error message, read out at once. */
export function Alert({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex flex-wrap items-start gap-x-2 rounded-lg bg-bad-wash px-3 py-2.5">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      {/* Large text is below the icon, so that words are not cut off. */}
      <div className="min-w-0 flex-[1_1_9rem] wrap-anywhere">{children}</div>
    </div>
  )
}
