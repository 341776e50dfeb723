import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { isDeletedPerson, usePersonName } from './use-person-name.ts'

it('The name of a deleted account is that which the service stores, and no other', () => {
  expect(isDeletedPerson({ firstName: 'Deleted', lastName: 'user' })).toBe(true)
  expect(isDeletedPerson({ firstName: 'Deleted', lastName: 'Orlova' })).toBe(false)
  const name = { firstName: 'Deleted', lastName: 'user' }
  expect(isDeletedPerson({ ...name, email: 'deleted-1@deleted.invalid', phone: null })).toBe(true)
  expect(isDeletedPerson({ ...name, email: 'deleted@example.com', phone: null })).toBe(false)
  expect(isDeletedPerson({ ...name, email: null, phone: '+79991234567' })).toBe(false)
})

const Name = (person: { firstName: string; lastName: string }) => usePersonName()(person)

it('A person who gave no last name is shown without the dash that is stored in its place', () => {
  expect(renderToStaticMarkup(createElement(Name, { firstName: 'Vera', lastName: '–' }))).toBe('Vera')
  expect(renderToStaticMarkup(createElement(Name, { firstName: 'Vera', lastName: 'Li' }))).toBe('Vera Li')
})
