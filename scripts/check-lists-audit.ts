import { readdirSync } from 'node:fs'
import { auditActions, auditedFields } from '../server/src/modules/audit/audit.states.ts'
import { codeTexts, personFields, statusTexts } from '../web/src/features/audit/field-kinds.ts'
import { audit as auditTexts } from '../web/src/shared/i18n/en/audit.ts'
import { en } from '../web/src/shared/i18n/en.ts'
import { enSignedIn } from '../web/src/shared/i18n/en-signed-in.ts'
import { enStaff } from '../web/src/shared/i18n/en-staff.ts'
import { camelCase, columnsByTable, modules, read, sourcesOf } from './check-lists-sources.ts'

// The checks of check-lists.ts that concern the audit trail: the entities, actions and fields that it stores, and the texts and kinds
// with which the web app shows them.

/** Fields that the page of the audit trail does not show. */
const hiddenFields = ['id', 'createdAt', 'updatedAt', 'version']

const states = `${modules}/audit/audit.states.ts`
const textFiles = 'web/src/shared/i18n/en/audit.ts and in the file of the same name under ru/'
const kinds = 'web/src/features/audit/field-kinds.ts'
const source = sourcesOf(modules).replace(read(states), '')
/** The entity of the events about the audit trail itself: migrations record it, with fields of their own. */
const auditItself = 'audit'
const fieldsOfAuditItself = ['brokenAt', 'fromSeq', 'seal', 'seq']
/** The field that names the changed texts (audit.states.ts adds it). */
const changedTexts = 'rewritten'
const isEntityRecorded = (name: string): boolean => source.includes(`entity: '${name}'`)

/** The fields that the page of the audit trail shows, of all entities that some code records. */
const auditFields = (): string[] => [
  ...new Set(
    Object.entries(auditedFields)
      .filter(([entity]) => isEntityRecorded(entity))
      .flatMap(([, state]) => Object.keys(state.properties))
      .filter((field) => !hiddenFields.includes(field)),
  ),
]

/** Checks that each entity and each action of the audit trail is recorded by some code and has a text in the web app. */
export function* auditTrail(): Generator<string> {
  const migrations = readdirSync('server/migrations').map((file) => read(`server/migrations/${file}`))
  const everywhere = [source, ...migrations].join('\n')
  const lists = [
    {
      list: 'entities',
      names: [...Object.keys(auditedFields), auditItself],
      isRecorded: (name: string) =>
        name === auditItself ? everywhere.includes(`'cut', '${name}'`) : isEntityRecorded(name),
    },
    {
      list: 'actions',
      names: [...auditActions],
      isRecorded: (name: string) => everywhere.includes(`'${name}'`),
    },
  ] as const
  for (const field of auditFields().filter((each) => !(each in auditTexts.fields)))
    yield `"${field}" has no text: add it to fields in ${textFiles}`
  for (const { list, names, isRecorded } of lists) {
    const field = list === 'entities' ? 'entity' : 'action'
    for (const [, name = ''] of source.matchAll(new RegExp(`\\b${field}: '([\\w-]+)'`, 'g')))
      if (!names.some((each) => each === name))
        yield `"${name}" is recorded and is not in ${states}: add it to ${list === 'entities' ? 'auditedFields, with the fields that may be kept' : 'auditActions'}`
    const named = Object.keys(auditTexts[list])
    for (const name of names) {
      if (!isRecorded(name))
        yield `Nothing is recorded of "${name}": remove it from ${states}, and its text, if there is one, from ${list} in ${textFiles}`
      else if (!named.includes(name)) yield `"${name}" has no text: add it to ${list} in ${textFiles}`
    }
    for (const name of named.filter((key) => !names.some((each) => each === key)))
      yield `"${name}" is not in ${states}: remove its text from ${list} in ${textFiles}`
  }
}

/**
 * The columns of each entity's table that an event leaves out: the service computes them, other events or tables have them, or they are
 * secrets. The web app has no text for them, so the page of the audit trail does not name them as changed texts.
 */
const leftOut: Record<string, string[]> = {
  booking: [
    'awaitsCancellation',
    'bufferAfterMinutes',
    'bufferBeforeMinutes',
    'cancellation',
    'deletedAt',
    'quote',
    'remindedAt',
    'resourceId',
    'units',
  ],
  closure: ['createdAt', 'endsAt', 'startsAt'],
  payment: [
    'askedAt',
    'bookingId',
    'captureId',
    'checkoutUrl',
    'disputedAt',
    'dueAt',
    'finishedAt',
    'providerId',
    'receiptContact',
    'receiptTaxSystem',
    'receiptVatCode',
    'returnPath',
    'returnUrl',
  ],
  review: ['authorName'],
  session: ['address', 'createdAt', 'endedAt', 'expiresAt', 'id', 'lastUsedAt', 'userAgent'],
  shift: ['floatAmount'],
  space: ['deletedAt', 'ratingCount', 'ratingSum'],
  user: [
    'blockedAt',
    'createdAt',
    'deletedAt',
    'emailVerifiedAt',
    'id',
    'locale',
    'passwordChangedAt',
    'passwordHash',
    'updatedAt',
  ],
}
// Their events hold rows of other tables: the opening hours of a location, and an entry of a wallet.
const withoutTable = ['opening_hours', 'wallet']

/** Whether a string column holds a text that somebody can change, and not an id or an instant. */
const isText = (column: string, type: string): boolean =>
  /^(Generated<)?string( \| null)?>?$/.test(type) && !/(^id|Id|At|By)$/.test(column)
/** Whether the database computes the column. */
const isComputed = (column: string, type: string): boolean =>
  column.endsWith('Key') || type.endsWith('never, never>')

/** Checks that each column of an entity's table is stored in its events, is a text whose changes they name, or is left out. */
export function* auditColumns(): Generator<string> {
  const list = 'leftOut in scripts/check-lists-audit.ts'
  const tables = columnsByTable()
  for (const [entity, state] of Object.entries(auditedFields)) {
    const columns = tables.get(camelCase(`${entity}s`)) ?? new Map<string, string>()
    if (columns.size === 0 && !withoutTable.includes(entity))
      yield `No table of server/src/db/tables.gen.ts is named "${entity}s": name the entity like its table, add it to withoutTable in scripts/check-lists-audit.ts, or remove the entity from ${states}, if its module was removed`
    const ignored = leftOut[entity] ?? []
    for (const [column, type] of columns) {
      const isKnown = column in state.properties || column in auditTexts.texts || ignored.includes(column)
      if (isKnown || isComputed(column, type)) continue
      if (isText(column, type))
        yield `"${column}" of ${entity} has no text: add it to texts in ${textFiles}, or to ${list}`
      else
        yield `No event of "${entity}" stores its ${column}: add it to ${entity} in ${states}, or to ${list}`
    }
    for (const column of ignored)
      if (!columns.has(column) || column in state.properties)
        yield `"${column}" of ${entity} is stored or does not exist: remove it from ${list}`
  }
  for (const entity of Object.keys(leftOut))
    if (!(entity in auditedFields)) yield `"${entity}" is not in ${states}: remove it from ${list}`
}

/** Finds codes that the page of the audit trail would show unchanged, and people that it would show as ids. */
export function* auditRows(): Generator<string> {
  const tables = columnsByTable()
  const catalogue: Record<string, Record<string, unknown>> = { ...en, ...enSignedIn, ...enStaff }
  for (const [entity, state] of Object.entries(auditedFields)) {
    for (const [column, type] of tables.get(camelCase(`${entity}s`)) ?? []) {
      const codes = new Set([...type.matchAll(/"(\w+)"/g)].map(([, name = '']) => name))
      if (!(column in state.properties) || codes.size === 0) continue
      if (!(column in codeTexts)) {
        yield `"${column}" of ${entity} holds codes (${[...codes].join(', ')}): add it to codeTexts in ${kinds}, with the group of texts that names them`
        continue
      }
      const ownGroup = column === 'status' ? statusTexts[entity] : undefined
      const groups = ownGroup ? [ownGroup] : (codeTexts[column] ?? [])
      const codesWithText = groups.flatMap((group) => {
        const [namespace = '', key = ''] = group.split(':')
        return Object.keys(catalogue[namespace]?.[key] ?? {})
      })
      for (const code of codes)
        if (!codesWithText.includes(code))
          yield `The ${column} "${code}" of ${entity} has no text in ${groups.join(', ')}: add it there, or name another group in ${kinds}`
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
  for (const field of Object.keys(auditTexts.fields))
    if (![...auditFields(), ...fieldsOfAuditItself, changedTexts].includes(field))
      yield `No recorded entity of the audit trail has the field "${field}": remove its text from fields in ${textFiles}`
}
