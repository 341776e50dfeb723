import { readdirSync, readFileSync } from 'node:fs'
import { auditActions, auditStates } from '../server/src/modules/audit/audit.states.ts'
import { audit as auditWords } from '../web/src/shared/i18n/en/audit.ts'

// Finds entries of lists that nothing uses, and names that are missing in a list. Each printed line says the remedy.

// Imported dynamically, because it has no types.
const { builtOn }: { builtOn: Record<string, string[]> } = await import(
  new URL('../.dependency-cruiser.mjs', import.meta.url).href
)
const modules = 'server/src/modules'
const read = (path: string): string => readFileSync(path, 'utf8')
const sourcesOf = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
    .map((path) => read(`${dir}/${path}`))
    .join('\n')

function* moduleGraph(): Generator<string> {
  const folders = readdirSync(modules)
  for (const name of folders.filter((folder) => !(folder in builtOn)))
    yield `${modules}/${name} is not listed: add a line "${name.includes('-') ? `'${name}'` : name}: [the modules it builds on]" to builtOn in .dependency-cruiser.mjs`
  for (const [name, others] of Object.entries(builtOn)) {
    if (!folders.includes(name)) {
      yield `${modules}/${name} is not there: remove "${name}" from builtOn in .dependency-cruiser.mjs`
      continue
    }
    const source = sourcesOf(`${modules}/${name}`)
    for (const other of others.filter((used) => !source.includes(`'../${used}/`)))
      yield `${name} imports nothing of ${other}: remove it from "${name}" in builtOn in .dependency-cruiser.mjs`
  }
}

// The words outside parentheses in the sentence that ends each drawing.
const wordsOfDrawings = new Set(['and', 'under', 'all', 'of', 'them', 'lie'])

/** Checks that each drawing of the modules names every module, and nothing else. */
function* drawings(): Generator<string> {
  for (const page of ['docs/architecture.md', 'README.md', 'README.ru.md']) {
    const drawing = /^ *privacy [\s\S]*?(?=^```|^ *$)/m.exec(read(page))?.[0]
    if (drawing === undefined) {
      yield `${page} has no drawing of the modules that begins with "privacy": draw it anew`
      continue
    }
    // Every word outside parentheses is the name of a module, except for the words of the sentence that ends the drawing.
    const drawn = drawing.replaceAll(/\(.*?\)/g, '').match(/[a-z]+(?:-[a-z]+)*/g) ?? []
    for (const name of Object.keys(builtOn).filter((module) => !new RegExp(`\\b${module}\\b`).test(drawing)))
      yield `${name} is not in the drawing of the modules in ${page}: add it to the block that begins with "privacy"`
    for (const name of drawn.filter((word) => !(word in builtOn) && !wordsOfDrawings.has(word)))
      yield `${name} is in the drawing of the modules in ${page} and is no module: remove it there`
  }
}

function* tags(): Generator<string> {
  const { tags: listed, paths } = JSON.parse(read('openapi.json'))
  const operations = Object.values<Record<string, { tags: string[] }>>(paths).flatMap(Object.values)
  const used = new Set(operations.flatMap((operation) => operation.tags))
  for (const { name } of listed.filter((tag: { name: string }) => !used.has(tag.name)))
    yield `No operation has the tag "${name}": remove it from server/src/http/openapi.ts`
  for (const name of used)
    if (!listed.some((tag: { name: string }) => tag.name === name))
      yield `The tag "${name}" is not listed: add it to server/src/http/openapi.ts, or use one of those there`
}

/** Finds cache tags that no write names or no response depends on. A used tag is quoted in the code of a module. */
function* cacheTags(): Generator<string> {
  const names = [...read('server/src/cache/cache-tag.ts').matchAll(/^ {2}\| ['`]([a-z]+:?)/gm)].map(
    ([, name = '']) => name,
  )
  // The file that defines the tags is no use of them.
  const source = sourcesOf('server/src').replace(read('server/src/cache/cache-tag.ts'), '')
  for (const name of names) {
    const uses = source.match(new RegExp(`['\`]${name}(['\`]|\\$)`, 'g'))?.length ?? 0
    if (uses < 2) yield `No code names the cache tag "${name}": remove it from server/src/cache/cache-tag.ts`
  }
}

/** The page of the audit trail does not show these. */
const unshown = ['id', 'createdAt', 'updatedAt', 'version']

/** The fields of all entities, without those that no page shows. */
const auditFields = (): string[] => [
  ...new Set(
    Object.values(auditStates)
      .flatMap((state) => Object.keys(state.properties))
      .filter((field) => !unshown.includes(field)),
  ),
]

/** Checks that each entity and each action of the audit trail is recorded by some code and has a word in the web app. */
function* auditTrail(): Generator<string> {
  const [states, words] = [`${modules}/audit/audit.states.ts`, 'web/src/shared/i18n/en/audit.ts']
  const source = sourcesOf(modules).replace(read(states), '')
  const migrations = readdirSync('server/migrations').map((file) => read(`server/migrations/${file}`))
  const everywhere = [source, ...migrations].join('\n')
  const lists = [
    {
      list: 'entities',
      names: Object.keys(auditStates),
      isRecorded: (name: string) => source.includes(`entity: '${name}'`),
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
      if (!isRecorded(name)) yield `Nothing is recorded of "${name}": remove it from ${states}`
      if (!named.includes(name))
        yield `"${name}" has no word: add it to ${list} in ${words} and in its Russian twin`
    }
    for (const name of named.filter((word) => !names.some((each) => each === word)))
      yield `"${name}" is not in ${states}: remove its word from ${list} in ${words} and in its Russian twin`
  }
}

/** Finds the entries of `Noun` in web/src/shared/api/stale.ts with which no query of the web app begins. */
function* unusedNouns(): Generator<string> {
  const list = 'web/src/shared/api/stale.ts'
  const [, nouns = ''] = /^type Noun =\n((?: {2}\| .*\n)+)/m.exec(read(list)) ?? []
  const source = sourcesOf('web/src').replace(read(list), '')
  for (const [, name = ''] of nouns.matchAll(/'([\w-]+)'/g))
    if (!source.includes(`['${name}'`)) yield `No query begins with "${name}": remove it from Noun in ${list}`
}

/** Finds the texts of mails that no code uses: each name in an object of words is used beside that object. */
function* mailTexts(): Generator<string> {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))) {
    const source = read(`${modules}/${file}`)
    const english = [...source.matchAll(/^ {2}en: \{[\s\S]*?^ {2}(?:\},$|ru: )/gm)].map(([object]) => object)
    const used = english.reduce((rest, object) => rest.replace(object, ''), source)
    const names = english.flatMap((object) => [...object.matchAll(/(?<=^ {4}|[{,] )(\w+): /gm)])
    // The Russian twin names it once more.
    for (const [, name = ''] of names)
      if ((used.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) < 2)
        yield `No code in ${modules}/${file} uses the text "${name}": remove it there, in both languages`
  }
}

const checks = [moduleGraph, drawings, tags, cacheTags, auditTrail, unusedNouns, mailTexts]
const found = new Set(checks.flatMap((check) => [...check()]))
for (const line of found) console.error(line)
process.exitCode = found.size > 0 ? 1 : 0
