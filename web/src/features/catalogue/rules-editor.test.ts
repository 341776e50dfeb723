import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it, vi } from 'vitest'
import { ProblemError } from '../../shared/api/problem.ts'
import { Form } from '../../shared/ui/form.tsx'
import { RulesEditor } from './rules-editor.tsx'

it('A refused time or weekday of a rule is marked at its field, and not only named in a message', () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const errors = [
    { path: '/rules/1/to', message: 'must be later than the start of the rule' },
    { path: '/rules/0/weekdays', message: 'must not be empty' },
  ]
  const error = new ProblemError({ code: 'validation_failed', status: 400, title: '', detail: '', errors })
  const rule = { weekdays: [6], from: '09:00', to: '18:00', hourlyRate: '500', label: 'Weekend' }
  const rules = ['1', '2'].map((id) => ({ ...rule, id }))
  const editor = createElement(RulesEditor, { rules, currency: 'RUB', onChange: () => undefined } as never)
  const form = createElement(Form, { error, onSubmit: () => undefined } as never, editor)
  const html = renderToStaticMarkup(form)
  const invalid = [...html.matchAll(/<(?:input|select)[^>]*aria-invalid="true"[^>]*>/g)].map(
    ([field]) => /name="([^"]*)"/.exec(field)?.[1],
  )
  expect([...new Set(invalid)]).toEqual(['rules.0.weekdays', 'rules.1.to'])
  expect(html).toContain('Must be later than the start of the rule</span>')
  expect(html).toContain('Must not be empty</p>')
})
