import { expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { freeTexts, type Shape } from './free-texts.ts'
import { others, personal } from './known-texts.ts'

const service = useService()

type Operation = { operationId: string; requestBody?: { content: Record<string, { schema: Shape }> } }

it('every free text of a request is listed in known-texts.ts', () => {
  const { paths = {} } = service.app.swagger() as unknown as {
    paths?: Record<string, Record<string, Operation>>
  }
  const found = Object.values(paths).flatMap((path) =>
    Object.values(path).flatMap(({ operationId, requestBody }) => {
      const schema = requestBody?.content['application/json']?.schema
      return schema ? freeTexts(schema, operationId) : []
    }),
  )
  const listed = [...personal, ...others]
  expect(
    found.filter((field) => !listed.includes(field)),
    'name each of these in known-texts.ts: where it is about a person, in `personal`, and write it in person-texts.ts (person-deletion.api.test.ts for a person without a password); else in `others`',
  ).toEqual([])
  expect(
    listed.filter((field) => !found.includes(field)),
    'no request has these any more: remove them from `personal` and `others` in known-texts.ts',
  ).toEqual([])
})
