import type { Compilable, OperationNode, RawBuilder } from 'kysely'
import { CompiledQuery, IdentifierNode, RawNode, ReferenceNode, sql, ValueNode } from 'kysely'
import type { Db } from './db.ts'
import type { Statement } from './statement.ts'

type Query = Compilable<unknown> | RawBuilder<unknown>

/**
 * The text and the values of a query, as kysely compiles it. kysely copies the tree of a query twice before it writes it; a query of
 * fragments of SQL, names and values is written from its tree directly.
 */
export function compileQuery(db: Db, query: Query): Statement {
  const texts: string[] = []
  const values: unknown[] = []
  if ('isRawBuilder' in query && append(db, query.toOperationNode(), texts, values))
    return { text: texts.join(''), values }
  const { sql: text, parameters } = query.compile(db)
  return { text, values: [...parameters] }
}

/** Returns false where the tree holds anything else than fragments of SQL, names and values. */
function append(db: Db, node: OperationNode, texts: string[], values: unknown[]): boolean {
  if (ValueNode.is(node)) {
    if (node.immediate) return false
    texts.push(`$${values.push(node.value)}`)
    return true
  }
  if (ReferenceNode.is(node)) {
    const { column, table } = node
    if (column.kind !== 'ColumnNode' || !IdentifierNode.is(column.column) || table?.table.schema) return false
    if (table) texts.push(quotedName(db, table.table.identifier.name), '.')
    texts.push(quotedName(db, column.column.name))
    return true
  }
  if (!RawNode.is(node)) return false
  const { sqlFragments, parameters } = node
  for (let index = 0; index < sqlFragments.length; index++) {
    texts.push(sqlFragments[index] as string)
    const parameter = parameters[index]
    if (parameter && !append(db, parameter, texts, values)) return false
  }
  return true
}

const quotedNames = new Map<string, string>()

/** A name as kysely writes it: `startsAt` is `"starts_at"`. The names of columns, and of the steps of one-statement.ts, are few. */
function quotedName(db: Db, name: string): string {
  const cachedName = quotedNames.get(name)
  if (cachedName !== undefined) return cachedName
  const { sql: quoted } = sql`${sql.ref(name)}`.compile(db)
  quotedNames.set(name, quoted)
  return quoted
}

/** Stands for an argument while the text of a fixed query is compiled. */
class Argument {
  readonly index: number
  constructor(index: number) {
    this.index = index
  }
}

/**
 * A query whose text is the same for all arguments: kysely builds and compiles it at the first call only. `build` passes its arguments
 * on to the query as they are: it is called once, with objects that stand for them.
 */
export function fixedQuery<Args extends unknown[], Row>(
  build: (db: Db, ...args: Args) => Compilable<Row>,
): (db: Db, ...args: Args) => CompiledQuery<Row> {
  let compiled: CompiledQuery | null = null
  return (db, ...args) => {
    compiled ??= build(db, ...(args.map((_, index) => new Argument(index)) as Args)).compile()
    const values = compiled.parameters.map((value) => (value instanceof Argument ? args[value.index] : value))
    return CompiledQuery.raw(compiled.sql, values) as CompiledQuery<Row>
  }
}
