import { afterEach, expect, it, vi } from 'vitest'
import { download } from './download.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('The file can still be read after the click that downloads it, and is given up later', () => {
  vi.useFakeTimers()
  const click = vi.fn()
  vi.stubGlobal('document', { createElement: () => ({ click }) })
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:file')
  const revoke = vi.spyOn(URL, 'revokeObjectURL').mockReturnValue()
  download('booking.ics', 'text/calendar', 'BEGIN:VCALENDAR')
  expect(click).toHaveBeenCalledTimes(1)
  expect(revoke).not.toHaveBeenCalled()
  vi.runAllTimers()
  expect(revoke).toHaveBeenCalledWith('blob:file')
})
