import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { NetworkError } from '../api/fetch.ts'
import { ProblemError } from '../api/problem.ts'
import { Field } from './field.tsx'
import { Form } from './form.tsx'

it('A form whose request cannot be repeated says how to find out the result, also where a proxy responded for the service', () => {
  const textAfter = (error: Error) => {
    const props = { error, noResponseText: 'Try to sign in', onSubmit: () => undefined, children: null }
    return renderToStaticMarkup(createElement(Form, props))
  }
  const problem = (status: number, code: string) =>
    new ProblemError({ status, code, title: '', detail: 'The text of the service' })
  expect(textAfter(new NetworkError('No response'))).toContain('Try to sign in')
  expect(textAfter(problem(504, 'unreadable'))).toContain('Try to sign in')
  expect(textAfter(problem(409, 'email_taken'))).toContain('The text of the service')
})

it('The message at a field stands before its hint, which may be long', () => {
  const errors = [{ path: '/phone', message: 'is not a number' }]
  const error = new ProblemError({ status: 400, code: 'validation_failed', title: '', detail: '', errors })
  const children = createElement(Field, { name: 'phone', label: 'Phone', hint: 'With the code' })
  const html = renderToStaticMarkup(createElement(Form, { error, onSubmit: () => undefined, children }))
  const [message, hint] = ['Is not a number', 'With the code'].map((text) => html.indexOf(text))
  expect(message).toBeGreaterThan(0)
  expect(hint).toBeGreaterThan(message ?? 0)
})
