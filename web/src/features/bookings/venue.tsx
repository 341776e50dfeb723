import { MapPin } from 'lucide-react'
import type { Location } from '../../shared/api/types.ts'

/** The name and the address of a location. */
export function Venue({ location: { name, address } }: { location: Pick<Location, 'name' | 'address'> }) {
  return (
    <p className="flex items-start gap-2 wrap-anywhere whitespace-pre-line">
      <MapPin aria-hidden size={18} className="mt-1 shrink-0 text-soft" />
      {[name, address].filter(Boolean).join(', ')}
    </p>
  )
}
