import type { TSchema } from 'typebox'
import { describe, expect, it } from 'vitest'
import { Currency, LocalDate, LocalTime } from '../../http/schema.ts'
import { auditedFields, Code, toAuditedStates, ZoneName } from './audit.states.ts'

type Shape = TSchema & {
  type?: string
  format?: string
  pattern?: string
  properties?: Record<string, TSchema>
  items?: TSchema
  anyOf?: TSchema[]
}

const patterns = [Code, ZoneName, Currency, LocalDate, LocalTime].map((schema: Shape) => schema.pattern)

/** The paths of fields in which a person could have written something. */
function freeTextPaths(schema: Shape, path: string): string[] {
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([key, field]) => freeTextPaths(field, `${path}.${key}`))
  if (schema.items) return freeTextPaths(schema.items, `${path}[]`)
  if (schema.anyOf) return schema.anyOf.flatMap((one) => freeTextPaths(one, path))
  if (schema.type === 'integer' || schema.type === 'boolean' || schema.type === 'null') return []
  const isRestricted =
    schema.format === 'uuid' || schema.format === 'date-time' || patterns.includes(schema.pattern)
  return schema.type === 'string' && isRestricted ? [] : [path]
}

describe('the audit trail', () => {
  it.each(Object.entries(auditedFields))(
    'stores only ids, states, times and amounts of a %s',
    (entity, schema) => {
      expect(
        freeTextPaths(schema, entity),
        'a person could have written the text of these fields: remove them from server/src/modules/audit/audit.states.ts, or, where their schema allows no free text, add the schema to `patterns` in this file',
      ).toEqual([])
    },
  )

  it('leaves out free text, and names the changed fields of free text', () => {
    const rule = { weekdays: [1], from: '09:00', to: '18:00', hourlyRate: 100 }
    const tariff = { name: 'Hourly', hourlyRate: 100, dailyCap: null, rules: [{ ...rule, label: 'Anna' }] }
    const changed = { ...tariff, name: 'Daily', hourlyRate: 200, rules: [{ ...rule, label: 'Olga' }] }
    expect(toAuditedStates('tariff', { before: tariff, after: changed })).toEqual({
      before: { hourlyRate: 100, dailyCap: null, rules: [rule] },
      after: { hourlyRate: 200, dailyCap: null, rules: [rule], rewritten: ['name', 'rules'] },
    })
  })

  it('leaves out a value of another type than the field', () => {
    const before = { role: 'member', blocked: 'call Anna', locationIds: ['of Anna'] }
    expect(toAuditedStates('user', { before, after: null })).toEqual({
      before: { role: 'member', locationIds: [] },
      after: null,
    })
  })
})
