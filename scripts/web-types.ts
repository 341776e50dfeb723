import { relative } from 'node:path'
import ts from 'typescript'

// Checks the types of the web app, as `tsc -p web` does, and finds the texts that no screen shows and those that one language lacks. This needs the
// compiled program, because the types tell which keys a call of `t` can have, even where the key is a template.

const host: ts.ParseConfigFileHost = {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
    throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
  },
}
const config = ts.getParsedCommandLineOfConfigFile('web/tsconfig.json', {}, host)
if (!config) throw new Error('web/tsconfig.json cannot be read')
const program = ts.createProgram({
  rootNames: config.fileNames,
  options: config.options,
  configFileParsingDiagnostics: config.errors,
})
const checker = program.getTypeChecker()
const sources = program.getSourceFiles().filter(({ fileName }) => fileName.includes('/web/src/'))

const plural = /_(zero|one|two|few|many|other)$/

type Text = { key: string; place: ts.Node }

/** The texts in an object of a catalogue, each with its key, such as `find:offers.count`. The plural forms of a text have one key. */
function textsOf(object: ts.Expression, prefix: string): Text[] {
  const inside = ts.isAsExpression(object) ? object.expression : object
  if (!ts.isObjectLiteralExpression(inside)) return [{ key: prefix.replace(plural, ''), place: object }]
  return inside.properties.filter(ts.isPropertyAssignment).flatMap(({ name, initializer }) => {
    const key = ts.isStringLiteral(name) ? name.text : name.getText()
    return textsOf(initializer, prefix.endsWith(':') ? `${prefix}${key}` : `${prefix}.${key}`)
  })
}

/** Each file of a catalogue declares one object, whose name is the namespace of its keys. */
const textsIn = (source: ts.SourceFile): Text[] =>
  source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name, initializer }) => (initializer ? textsOf(initializer, `${name.getText()}:`) : []))

const literalsOf = (node: ts.Node): string[] => {
  const type = checker.getTypeAtLocation(node)
  return (type.isUnion() ? type.types : [type])
    .filter((one) => one.isStringLiteral())
    .map(({ value }) => value)
}

/**
 * The beginnings of the keys that a template can have. A template without a text in front must begin with a value whose type is a union of
 * string literals.
 */
function beginningsOf({ head, templateSpans: [first] }: ts.TemplateExpression): string[] {
  if (head.text !== '' || !first) return [`${head.text}*`]
  return literalsOf(first.expression).map((value) => `${value}${first.literal.text}*`)
}

/**
 * The keys that a call of `t` can have. A call of `find` of `useTranslation`, which looks up a text by a computed key, can have every key
 * that begins like its template.
 */
function keysOf({ expression, arguments: [key] }: ts.CallExpression): string[] {
  if (!key || !ts.isIdentifier(expression)) return []
  if (expression.text === 'find' && ts.isTemplateExpression(key)) return beginningsOf(key)
  const { aliasSymbol, aliasTypeArguments } = checker.getTypeAtLocation(expression)
  if (aliasSymbol?.name !== 'Translate') return []
  const [own] = checker.getTypeArguments(aliasTypeArguments?.[0] as ts.TypeReference)
  const namespace = own?.isStringLiteral() ? own.value : ''
  return literalsOf(key).map((value) => (value.includes(':') ? value : `${namespace}:${value}`))
}

const shown = new Set<string>()
const collect = (node: ts.Node): void => {
  if (ts.isCallExpression(node)) for (const key of keysOf(node)) shown.add(key)
  ts.forEachChild(node, collect)
}

const diagnostics = ts.getPreEmitDiagnostics(program)
if (diagnostics.length > 0) {
  console.error(
    ts.formatDiagnosticsWithColorAndContext(diagnostics, {
      getCurrentDirectory: () => process.cwd(),
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    }),
  )
  if (diagnostics.some(({ file }) => file?.fileName.endsWith('/shared/api/stale.ts')))
    console.error(
      'Each write needs a line in `staleAfter` of web/src/shared/api/stale.ts: the first words of the keys of the queries whose data it changes; a write that is gone needs none',
    )
  process.exit(1)
}

for (const source of sources) collect(source)
const prefixes = [...shown].filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1))
const isShown = ({ key }: Text): boolean =>
  shown.has(key) ||
  prefixes.some((prefix) => (prefix.includes(':') ? key : key.split(':')[1])?.startsWith(prefix))

const textsOfLanguage = (language: string): Text[] =>
  sources.filter(({ fileName }) => fileName.includes(`/i18n/${language}/`)).flatMap(textsIn)

function report({ key, place }: Text, remedyFor: (path: string) => string): void {
  const source = place.getSourceFile()
  const line = source.getLineAndCharacterOfPosition(place.getStart()).line + 1
  const path = relative('.', source.fileName)
  console.error(`${path}:${line}: ${remedyFor(path)}: "${key}"`)
  process.exitCode = 1
}

const [english, russian] = [textsOfLanguage('en'), textsOfLanguage('ru')]
for (const text of english.filter((text) => !isShown(text)))
  report(
    text,
    (path) => `no screen shows this text; remove it there and from ${path.replace('/en/', '/ru/')}`,
  )
for (const [own, other, [from, to]] of [
  [english, russian, ['/en/', '/ru/']],
  [russian, english, ['/ru/', '/en/']],
] as const) {
  const otherKeys = new Set(other.map(({ key }) => key))
  for (const text of own.filter(({ key }) => !otherKeys.has(key)))
    report(
      text,
      (path) => `${path.replace(from, to)} lacks the text of this key; write it there, or remove this one`,
    )
}
