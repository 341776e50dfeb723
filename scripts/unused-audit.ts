import { readdirSync } from 'node:fs'
import { auditActions, auditStates } from '../server/src/modules/audit/audit.states.ts'
import { codeTexts, personFields, statusTexts } from '../web/src/features/audit/field-kinds.ts'
import { audit as auditWords } from '../web/src/shared/i18n/en/audit.ts'
import { en } from '../web/src/shared/i18n/en.ts'
import { enOwn } from '../web/src/shared/i18n/en-own.ts'
import { enStaff } from '../web/src/shared/i18n/en-staff.ts'
import { camelCase, columnsByTable, modules, read, sourcesOf } from './unused-sources.ts'

// The checks of unused.ts that concern the audit trail: the entities, actions and fields that it stores, and the words and kinds with
// which the web app shows them.

/** Fields that the page of the audit trail does not show. */
const unshown = ['id', 'createdAt', 'updatedAt', 'version']

const states = `${modules}/audit/audit.states.ts`
const words = 'web/src/shared/i18n/en/audit.ts'
const kinds = 'web/src/features/audit/field-kinds.ts'
const source = sourcesOf(modules).replace(read(states), '')
const isEntityRecorded = (name: string): boolean => source.includes(`entity: '${name}'`)

/** The fields that the page of the audit trail shows, of all entities that some code records. */
const auditFields = (): string[] => [
  ...new Set(
    Object.entries(auditStates)
      .filter(([entity]) => isEntityRecorded(entity))
      .flatMap(([, state]) => Object.keys(state.properties))
      .filter((field) => !unshown.includes(field)),
  ),
]

/** Checks that each entity and each action of the audit trail is recorded by some code and has a word in the web app. */
export function* auditTrail(): Generator<string> {
  const migrations = readdirSync('server/migrations').map((file) => read(`server/migrations/${file}`))
  const everywhere = [source, ...migrations].join('\n')
  const lists = [
    {
      list: 'entities',
      names: Object.keys(auditStates),
      isRecorded: isEntityRecorded,
    },
    {
      list: 'actions',
      names: [...auditActions],
      isRecorded: (name: string) => everywhere.includes(`'${name}'`),
    },
  ] as const
  for (const field of auditFields().filter((each) => !(each in auditWords.fields)))
    yield `"${field}" has no word: add it to fields in ${words} and in its Russian twin`
  for (const { list, names, isRecorded } of lists) {
    const field = list === 'entities' ? 'entity' : 'action'
    for (const [, name = ''] of source.matchAll(new RegExp(`\\b${field}: '([\\w-]+)'`, 'g')))
      if (!names.some((each) => each === name))
        yield `"${name}" is recorded and is not in ${states}: add it to ${list === 'entities' ? 'auditStates, with the fields that may be kept' : 'auditActions'}`
    const named = Object.keys(auditWords[list])
    for (const name of names) {
      if (!isRecorded(name))
        yield `Nothing is recorded of "${name}": remove it from ${states}, and its word, if there is one, from ${list} in ${words} and in its Russian twin`
      else if (!named.includes(name))
        yield `"${name}" has no word: add it to ${list} in ${words} and in its Russian twin`
    }
    for (const name of named.filter((word) => !names.some((each) => each === word)))
      yield `"${name}" is not in ${states}: remove its word from ${list} in ${words} and in its Russian twin`
  }
}

// The field `rewritten` of an event names the changed texts whose content the trail does not store. `recordChange` never gets a change of
// the texts in this list.
const neverRewritten = [
  'booking.units',
  'payment.checkoutUrl',
  'payment.receiptContact',
  'payment.returnPath',
  'payment.returnUrl',
  'session.address',
  'session.userAgent',
]
/** Whether a string column holds a text that somebody can change. A column that ends with Key is computed by the database. */
const isText = (entity: string, column: string): boolean =>
  !/(^id|Id|At|By|Hash|Key)$/.test(column) && !neverRewritten.includes(`${entity}.${column}`)

/** Finds fields for which the page of the audit trail has no word, codes that it would show unchanged, and people that it would show as ids. */
export function* auditRows(): Generator<string> {
  const tables = columnsByTable()
  const catalogue: Record<string, Record<string, unknown>> = { ...en, ...enOwn, ...enStaff }
  for (const [entity, state] of Object.entries(auditStates)) {
    for (const [column, type] of tables.get(camelCase(`${entity}s`)) ?? []) {
      const isKept = column in state.properties
      if (!isKept && /^(Generated<)?string( \| null)?>?$/.test(type) && isText(entity, column))
        if (!(column in auditWords.texts))
          yield `"${column}" of ${entity} has no word: add it to texts in ${words} and in its Russian twin`
      const codes = new Set([...type.matchAll(/"(\w+)"/g)].map(([, name = '']) => name))
      if (!isKept || codes.size === 0) continue
      if (!(column in codeTexts)) {
        yield `"${column}" of ${entity} holds codes (${[...codes].join(', ')}): add it to codeTexts in ${kinds}, with the group of texts that has their words`
        continue
      }
      const ownGroup = column === 'status' ? statusTexts[entity] : undefined
      const groups = ownGroup ? [ownGroup] : (codeTexts[column] ?? [])
      const known = groups.flatMap((group) => {
        const [namespace = '', key = ''] = group.split(':')
        return Object.keys(catalogue[namespace]?.[key] ?? {})
      })
      for (const code of codes)
        if (!known.includes(code))
          yield `The ${column} "${code}" of ${entity} has no word in ${groups.join(', ')}: add it there, or name another group in ${kinds}`
    }
  }
  const migrations = readdirSync('server/migrations').map((file) => read(`server/migrations/${file}`))
  const people = migrations
    .flatMap((sql) => [
      ...sql.matchAll(/FOREIGN KEY \((\w+)\) REFERENCES users|^ *(\w+) uuid [^\n]*REFERENCES users/gm),
    ])
    .map(([, key, column]) => camelCase(key ?? column ?? ''))
  for (const field of auditFields())
    if (people.includes(field) && !personFields.has(field))
      yield `"${field}" is the id of a person: add it to personFields in ${kinds}`
  for (const field of personFields)
    if (!auditFields().includes(field))
      yield `No recorded entity of the audit trail has the field "${field}": remove it from personFields in ${kinds}`
  for (const field of Object.keys(codeTexts))
    if (!auditFields().includes(field))
      yield `No recorded entity of the audit trail has the field "${field}": remove it from codeTexts in ${kinds}`
  for (const entity of Object.keys(statusTexts))
    if (!isEntityRecorded(entity))
      yield `Nothing is recorded of "${entity}": remove it from statusTexts in ${kinds}`
  for (const field of Object.keys(auditWords.fields))
    if (!auditFields().includes(field) && field !== 'rewritten')
      yield `No recorded entity of the audit trail has the field "${field}": remove its word from fields in ${words} and in its Russian twin`
}
