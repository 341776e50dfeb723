import { expect, it } from 'vitest'
import { changedFields, withoutFields } from './profile-form.tsx'

it('A save of the profile sends only what was changed in this form: another tab or staff may have changed the rest', () => {
  const saved = { firstName: 'Anna', lastName: 'Orlova', phone: '+79211234567', locale: 'ru' } as const
  expect(changedFields(saved, { ...saved, locale: 'en' })).toEqual({ locale: 'en' })
  expect(changedFields(saved, { ...saved, phone: null })).toEqual({ phone: null })
  expect(changedFields(saved, saved)).toEqual({})
})

it('A field whose save had no response is sent again, also with its former text', () => {
  const saved = { firstName: 'Anna', lastName: 'Orlova' } as const
  const unknown = withoutFields(saved, changedFields(saved, { ...saved, firstName: 'Anya' }))
  expect(changedFields(unknown, saved)).toEqual({ firstName: 'Anna' })
})
