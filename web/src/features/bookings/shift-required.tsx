import { useOpenShift } from '../../shared/api/open-shift.ts'
import { problemOf } from '../../shared/api/problem.ts'
import { OpenShiftLink } from '../../shared/ui/open-shift-link.tsx'

/**
 * Links to the page that opens a shift, if cash was refused because no shift is open. Renders nothing if a shift is open: the refusal is then
 * about its currency.
 */
export function ShiftRequired({ error, locationId }: { error: unknown; locationId: string }) {
  const isRequired = problemOf(error)?.code === 'shift_required'
  const { data: shift } = useOpenShift((isRequired && locationId) || undefined)
  if (!isRequired || shift) return null
  return <OpenShiftLink locationId={locationId} />
}
