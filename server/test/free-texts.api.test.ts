import { expect, it } from 'vitest'
import { useService } from '../../testing/harness.ts'
import { operationsOf } from '../../testing/operations.ts'
import { freeTexts } from './free-texts.ts'
import { otherTextFields, personalTextFields } from './text-fields.ts'

const service = useService()

it('every free text of a request is listed in text-fields.ts', () => {
  const found = operationsOf(service.app).flatMap(({ operationId, requestBody }) => {
    const schema = requestBody?.content['application/json'].schema
    return schema ? freeTexts(schema, operationId) : []
  })
  const listed = [...personalTextFields, ...otherTextFields]
  expect(
    found.filter((field) => !listed.includes(field)),
    'name each of these in server/test/text-fields.ts: where it is about a person, in `personalTextFields`, and write it in server/test/person-texts.ts (person-deletion.api.test.ts beside it for a person without a password); else in `otherTextFields`',
  ).toEqual([])
  expect(
    listed.filter((field) => !found.includes(field)),
    'no request has these any more: remove them from `personalTextFields` and `otherTextFields` in server/test/text-fields.ts',
  ).toEqual([])
})
