import { expect, it } from 'vitest'
import { NetworkError } from '../../shared/api/fetch.ts'
import { ProblemError } from '../../shared/api/problem.ts'
import { changedFields, knownFields } from './profile-form.tsx'

it('A save of the profile sends only what was changed in this form: another tab or staff may have changed the rest', () => {
  const saved = { firstName: 'Anna', lastName: 'Orlova', phone: '+79211234567', locale: 'ru' } as const
  expect(changedFields(saved, { ...saved, locale: 'en' })).toEqual({ locale: 'en' })
  expect(changedFields(saved, { ...saved, phone: null })).toEqual({ phone: null })
  expect(changedFields(saved, saved)).toEqual({})
})

it('A field whose save had no response is sent again, also with its former text', () => {
  const saved = { firstName: 'Anna', lastName: 'Orlova' } as const
  const storedFields = knownFields(saved, { firstName: 'Anya' }, new NetworkError())
  expect(changedFields(storedFields, saved)).toEqual({ firstName: 'Anna' })
})

it('A field whose save was refused is not sent with its former text: that would overwrite what was saved elsewhere meanwhile', () => {
  const saved = { firstName: 'Anna', phone: '+79211234567' } as const
  const refused = new ProblemError({ status: 400, code: 'validation_failed', title: '', detail: '' })
  expect(changedFields(knownFields(saved, { phone: '+7' }, refused), saved)).toEqual({})
  expect(changedFields(knownFields(saved, { phone: '+7' }, null), saved)).toEqual({})
})
