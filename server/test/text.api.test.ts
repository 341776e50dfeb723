import { describe, expect, it } from 'vitest'
import { expectProblem } from '../../testing/problem-shape.ts'
import { messageOfPattern } from '../src/http/schema.ts'
import { textKinds } from '../src/http/text-keyword.ts'
import { useOperations } from './invalid-input.ts'

// Every text field of every route: how texts are stored, and which texts are refused.
const fixture = useOperations()
const timeoutMs = 120_000

type Schema = {
  type?: string
  'x-text'?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** The schemas inside a schema, each with its JSON Pointer; `*` stands for the items of an array. */
function* schemasIn(schema: Schema, at = ''): Generator<[string, Schema]> {
  yield [at, schema]
  for (const one of schema.anyOf ?? []) yield* schemasIn(one, at)
  for (const [key, one] of Object.entries(schema.properties ?? {})) yield* schemasIn(one, `${at}/${key}`)
  if (schema.items) yield* schemasIn(schema.items, `${at}/*`)
}

const bodyOf = (id: string): Schema => fixture.operation(id).requestBody?.content['application/json'].schema

/** The kind of text that belongs in a place of a body. */
function kindOf(operationId: string, pointer: (string | number)[]): string | undefined {
  const at = pointer.map((key) => `/${typeof key === 'number' || /^\d+$/.test(key) ? '*' : key}`).join('')
  const schemas = [...schemasIn(bodyOf(operationId))].filter(([place]) => place === at)
  return schemas.map(([, schema]) => schema['x-text']).find((kind) => kind !== undefined)
}

describe('every string of a request', () => {
  it('declares its kind of text, a format, a pattern or its values, so that no text is stored unchecked', () => {
    const undeclared: string[] = []
    let strings = 0
    for (const { operationId, requestBody, parameters = [] } of fixture.operations) {
      const roots = [
        ...(requestBody ? [requestBody.content['application/json'].schema] : []),
        ...parameters.map(({ name, schema }) => ({ properties: { [name]: schema } })),
      ]
      for (const [place, schema] of roots.flatMap((root) => [...schemasIn(root)])) {
        if (schema.type !== 'string') continue
        strings += 1
        const { format, pattern, enum: values, const: value, 'x-text': kind } = schema
        const isKnown = textKinds.some((one) => one === kind)
        if (!isKnown && !format && !pattern && !values && value === undefined)
          undeclared.push(`${operationId} ${place}: use Line, Lines or Opaque of http/schema.ts`)
        if (pattern && !messageOfPattern(pattern))
          undeclared.push(
            `${operationId} ${place}: give its pattern a message by \`patternWithMessage\` of http/schema.ts`,
          )
      }
    }
    expect(undeclared).toEqual([])
    expect(strings).toBeGreaterThan(150)
  })
})

describe('a name, a title or a label', () => {
  it('is stored trimmed and in NFC, wherever one is sent', { timeout: timeoutMs }, async () => {
    const stored = new Set<string>()
    await fixture.insertIntoEveryPlace(
      ({ value }) => (typeof value === 'string' ? [JSON.stringify(' \u00A0И\u0306ога\u200A')] : []),
      ({ operation: { operationId }, place, response }) => {
        if (kindOf(operationId, place.pointer) !== 'line' || operationId === 'previewQuote') return
        const remedy = 'Where a text must be unique, each sample in testing/samples needs a parent of its own'
        expect(response.status, `${response.text}. ${remedy}`).toBeLessThan(300)
        expect(JSON.stringify(response.body)).toContain('"Йога"')
        stored.add(`${operationId} ${place.pointer.join('/')}`)
      },
    )
    expect([...stored]).toEqual(
      expect.arrayContaining([
        'register firstName',
        'updateMe lastName',
        'updateUser firstName',
        'createLocation name',
        'createSpace amenities/0',
        'updateTariff rules/0/label',
        'book title',
        'moveBooking title',
      ]),
    )
  })

  it('that has several lines, control characters or invisible characters is refused', {
    timeout: timeoutMs,
  }, async () => {
    const wrong = ['a\nb', 'a\u0007b', 'a\u200Bb', '\u3164', '\u2800', 'a\u202Eb', 'a\u{E0041}']
    const sent = await fixture.insertIntoEveryPlace(
      ({ value }) => (typeof value === 'string' ? wrong.map((text) => JSON.stringify(text)) : []),
      ({ operation: { operationId }, place, response }) => {
        if (kindOf(operationId, place.pointer) !== 'line') return
        expectProblem(response, 400, 'validation_failed')
        expect(response.body.errors[0]).toEqual({
          path: place.pointer.map((key) => `/${key}`).join(''),
          message: expect.stringMatching(/^must (be one line|not contain|not be blank)/),
        })
      },
    )
    expect(sent).toBeGreaterThan(400)
  })

  it('is measured as it is stored: a letter that is sent as two characters and stored as one counts once', async () => {
    const { service, admin, sampleOf, operation } = fixture
    const { path, body } = await sampleOf(operation('createLocation'))
    const create = (name: string) =>
      service.request('POST', path, { token: admin.token, body: { ...body, name } })
    expect((await create('И\u0306'.repeat(200))).body.name).toBe('Й'.repeat(200))
    expectProblem(await create('Й'.repeat(201)), 400, 'validation_failed')
  })

  it('is refused in the language of the request', async () => {
    const { service, admin, sampleOf, operation } = fixture
    const { path, body } = await sampleOf(operation('createLocation'))
    const response = await service.request('POST', path, {
      token: admin.token,
      headers: { 'accept-language': 'ru' },
      body: { ...body, name: '\u200B' },
    })
    expect(response.body.errors).toEqual([
      { path: '/name', message: 'не должно содержать невидимых символов' },
    ])
  })
})

it('amenities that become equal by normalization are refused as duplicates', async () => {
  const { service, admin, sampleOf, operation } = fixture
  const { path, body } = await sampleOf(operation('createSpace'))
  const response = await service.request('POST', path, {
    token: admin.token,
    body: { ...body, amenities: ['чай', 'чаи\u0306'] },
  })
  expectProblem(response, 400, 'validation_failed')
  expect(response.body.errors).toMatchObject([{ path: '/amenities' }])
})

describe('a text of several lines', () => {
  const linesSent = [
    '"\\n И\\u0306ога:\\r\\nпо средам "',
    '"a\\u0007b"',
    '"\\u200b\\u200b\\u200b\\u200b\\u200b"',
  ]

  it('keeps its lines, trimmed and in NFC, and has no other control characters', {
    timeout: timeoutMs,
  }, async () => {
    const accepted = new Set<string>()
    await fixture.insertIntoEveryPlace(
      ({ value }) => (typeof value === 'string' ? linesSent : []),
      ({ operation: { operationId }, place, inserted, response }) => {
        if (kindOf(operationId, place.pointer) !== 'lines') return
        if (inserted.includes('\\u0007') || inserted.includes('\\u200b'))
          return expectProblem(response, 400, 'validation_failed')
        expect(response.status, response.text).toBeLessThan(300)
        expect(JSON.stringify(response.body)).toContain('"Йога:\\nпо средам"')
        accepted.add(operationId)
      },
    )
    expect([...accepted].sort()).toEqual(
      expect.arrayContaining(['addEntry', 'createClosure', 'createSpace', 'writeReview']),
    )
  })
})
