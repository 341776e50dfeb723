import { readdirSync } from 'node:fs'
import { auditColumns, auditRows, auditTrail } from './check-lists-audit.ts'
import { untestedRoutes } from './check-lists-routes.ts'
import { camelCase, columnsByTable, modules, read, sourcesOf } from './check-lists-sources.ts'

// Compares lists with the code that they must match: it finds entries that nothing uses, names that a list lacks, and routes without a
// test. Each printed line says the remedy.

// Imported dynamically, because the file has no types.
const { builtOn }: { builtOn: Record<string, string[]> } = await import(
  new URL('../.dependency-cruiser.mjs', import.meta.url).href
)
/** Checks that `builtOn` lists each module, and only modules that it imports. */
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

// The words outside parentheses in the sentence that ends each diagram.
const wordsOfDiagrams = new Set(['and', 'under', 'all', 'of', 'them', 'lie'])

/** Checks that each diagram of the modules names every module, and nothing else. */
function* moduleDiagrams(): Generator<string> {
  const folders = readdirSync(modules)
  for (const page of ['docs/architecture.md', 'README.md', 'README.ru.md']) {
    const diagram = /^ *privacy [\s\S]*?(?=^```|^ *$)/m.exec(read(page))?.[0]
    if (diagram === undefined) {
      yield `${page} has no diagram of the modules that begins with "privacy": draw it anew`
      continue
    }
    // Every word outside parentheses is the name of a module, except for the words of the sentence that ends the diagram.
    const words = diagram.replaceAll(/\(.*?\)/g, '').match(/[a-z]+(?:-[a-z]+)*/g) ?? []
    for (const name of folders.filter((module) => !new RegExp(`\\b${module}\\b`).test(diagram)))
      yield `${name} is not in the diagram of the modules in ${page}: add it to the block that begins with "privacy"`
    for (const name of words.filter((word) => !folders.includes(word) && !wordsOfDiagrams.has(word)))
      yield `${name} is in the diagram of the modules in ${page} and is no module: remove it there`
  }
}

/** Checks that the OpenAPI document lists the tags that operations use, and no others. */
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

// Where a write and a response name their cache tags, in quotes. No module names `everything`: the cache itself does.
const tagsOfWrites = /\binvalidating\(\s*\w+,([^)]*)\)/g
const tagsOfResponses = /\bdependsOn: [^\n]*=> \[([^\]]*)\]|\bcreateCachedValue\(\w+, \[([^\]]*)\]/g
const tagsOfBookings = /\bcacheTagsOfBooking = [\s\S]*?=> \[([^\]]*)\]/g

function tagsIn(source: string, places: RegExp): string[] {
  const lists = [...source.matchAll(places)].map((match) => match.slice(1).join(' '))
  return lists.flatMap((list) => [...list.matchAll(/['`](\w+:?)/g)].map(([, name = '']) => name))
}

/** Finds cache tags that are not both in a write and in a response, and tags that are not listed. */
function* cacheTags(): Generator<string> {
  const list = 'server/src/cache/cache-tag.ts'
  const names = [...read(list).matchAll(/^ {2}\| ['`](\w+:?)/gm)].map(([, name = '']) => name)
  const inWrites = new Set(tagsIn(read(list), tagsOfBookings))
  const inResponses = new Set<string>()
  for (const file of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const source = read(`${modules}/${file}`)
    const written = tagsIn(source, tagsOfWrites)
    // A file with this ending computes the tags of a response.
    const depended = tagsIn(source, file.endsWith('.cache.ts') ? /([\s\S]+)/g : tagsOfResponses)
    for (const name of written) inWrites.add(name)
    for (const name of depended) inResponses.add(name)
    for (const name of file.endsWith('.cache.ts') ? written : [...written, ...depended])
      if (!names.includes(name))
        yield `${modules}/${file} uses the cache tag "${name}": add it to CacheTag in ${list}, with a line in its comment`
  }
  for (const name of names)
    if (name !== 'everything' && !(inWrites.has(name) && inResponses.has(name)))
      yield `Not both a write and a response name the cache tag "${name}": add the missing place, or remove the tag from ${list}`
}

/** Finds overrides of columns that do not exist. */
function* overrides(): Generator<string> {
  const settings = '.kysely-codegenrc.json'
  const tables = columnsByTable()
  for (const name of Object.keys(JSON.parse(read(settings)).overrides.columns)) {
    const [table = '', column = ''] = name.split('.').map(camelCase)
    if (!tables.get(table)?.has(column))
      yield `The database has no column ${name}: remove it from overrides in ${settings}`
  }
}

// The page to which a payer returns from the provider needs a payment, so a journey opens it.
const openedByJourneys = ['/payment']
// The test opens this address to check the page for unknown addresses.
const addressOfNoPage = '/nowhere'

/** Checks that the tests open each page of the web app that has an address without an id, and no other address. */
function* pages(): Generator<string> {
  const test = 'e2e/journeys/pages.test.ts'
  const source = read(test)
  const files = ['routes.tsx', 'staff-routes.tsx'].map((file) => read(`web/src/app/${file}`))
  for (const file of files) {
    const routes = file.matchAll(/getParentRoute: \(\) => (\w+),\n {2}path: '([^'$]+)',\n(?! {2}beforeLoad)/g)
    for (const [, parent, path = ''] of routes) {
      // The list of the staff's pages leaves out /staff/.
      const address = parent === 'staff' ? path.slice(1) : path
      if (!openedByJourneys.includes(address) && !new RegExp(`'${address}['?#]`).test(source))
        yield `${test} does not open ${parent === 'staff' ? `/staff${path}` : path}: add it to its lists`
    }
  }
  for (const [, list = ''] of source.matchAll(/^const (?:visitors|members|staff) = \[([^\]]*)\]/gm))
    for (const [, address = ''] of list.matchAll(/'([^'?#]+)[^']*'/g))
      if (
        address !== addressOfNoPage &&
        !files.some((file) => file.includes(`path: '/${address.replace(/^\//, '')}'`))
      )
        yield `The web app has no page ${address}: remove it from ${test}`
}

/** Finds the entries of `Noun` in web/src/shared/api/stale.ts with which no query key of the web app begins. */
function* unusedNouns(): Generator<string> {
  const list = 'web/src/shared/api/stale.ts'
  const [, nouns = ''] = /^type Noun =\n((?: {2}\| .*\n)+)/m.exec(read(list)) ?? []
  const source = sourcesOf('web/src').replace(read(list), '')
  for (const [, name = ''] of nouns.matchAll(/'([\w-]+)'/g))
    if (!source.includes(`['${name}'`))
      yield `No query key begins with "${name}": remove it from Noun in ${list}`
}

/** Finds the texts of mails that no code uses. The code that uses the texts of an object is in the file of that object. */
function* mailTexts(): Generator<string> {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
  for (const file of files.filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))) {
    const source = read(`${modules}/${file}`)
    const english = [...source.matchAll(/^ {2}en: \{[\s\S]*?^ {2}(?:\},$|ru: )/gm)].map(([object]) => object)
    const used = english.reduce((rest, object) => rest.replace(object, ''), source)
    const names = english.flatMap((object) => [...object.matchAll(/(?<=^ {4}|[{,] )(\w+): /gm)])
    // The object of the Russian texts contains each name once, so a used name is there twice.
    for (const [, name = ''] of names)
      if ((used.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) < 2)
        yield `No code in ${modules}/${file} uses the text "${name}": remove it there, in both languages`
  }
}

/** Finds sections of the person's export that read tables which the database does not have. */
function* exportSections(): Generator<string> {
  const view = `${modules}/privacy/privacy.view.ts`
  const tables = columnsByTable()
  for (const [, table = ''] of read(view).matchAll(/(?:\brows: sql`|\bFROM |\bJOIN )(\w+)/g))
    if (!tables.has(camelCase(table)))
      yield `${view} reads the table ${table}, which the database does not have: remove its section from sectionsOf there, from PersonExport in privacy.schema.ts and from the export's sentence in docs/privacy.md`
}

const checks = [
  moduleGraph,
  moduleDiagrams,
  tags,
  cacheTags,
  auditTrail,
  auditColumns,
  auditRows,
  untestedRoutes,
  overrides,
  pages,
  unusedNouns,
  mailTexts,
  exportSections,
]
const found = new Set(checks.flatMap((check) => [...check()]))
for (const line of found) console.error(line)
process.exitCode = found.size > 0 ? 1 : 0
