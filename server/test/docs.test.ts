import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, settings } from '../src/config.ts'
import { PersonExport } from '../src/modules/privacy/privacy.schema.ts'
import { codeBlocksOf, headingsOf, readText, settingsOf, stepsOfTour } from './readme.ts'

const readmes = ['README.md', 'README.ru.md']
const decisions = readdirSync('docs/decisions').sort()
const pages = [
  ...readmes,
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
  ...decisions.map((name) => `docs/decisions/${name}`),
]

/** Every setting with its default as text; the text is empty where there is no default. */
const defaults = Object.fromEntries(
  settings.map((name) => [name, String((loadConfig({}) as Record<string, unknown>)[name] ?? '')]),
)

describe('the settings', () => {
  it.each(readmes)('are all in the table of %s, with their defaults, and no others', (readme) => {
    expect(settingsOf(readText(readme))).toEqual(defaults)
  })

  it('are in .env.example with their defaults, each under a comment', () => {
    const lines = readText('.env.example').split('\n')
    const given = lines.flatMap((line, index) => {
      const [, name = '', value = ''] = /^#? ?([A-Z_]+)=(.*)$/.exec(line) ?? []
      return name ? [{ name, value, comment: lines[index - 1] ?? '' }] : []
    })
    expect(given.filter(({ comment }) => !/^# \S+ .*\S/.test(comment))).toEqual([])
    const { POSTGRES_PASSWORD, ...known } = Object.fromEntries(given.map(({ name, value }) => [name, value]))
    expect(POSTGRES_PASSWORD).toBe('')
    expect(known).toEqual(defaults)
  })

  it('are the only variables that compose.yaml takes from .env, except the password of its PostgreSQL', () => {
    const variables = [...readText('compose.yaml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
    expect(new Set(variables)).toEqual(new Set(['POSTGRES_PASSWORD', 'JWT_SECRET', 'PORT', 'PUBLIC_URL']))
  })
})

it('docs/deployment.md has only existing settings in its file of settings', () => {
  const [, file = ''] = /<<ENV\n(.*?)\nENV$/ms.exec(readText('docs/deployment.md')) ?? []
  const named = file.split('\n').map((line) => line.split('=')[0] ?? '')
  expect(named).toContain('DATABASE_URL')
  expect(named.filter((name) => !settings.includes(name))).toEqual([])
})

it('docs/privacy.md names every part of the person’s export, in its order', () => {
  const words: Record<string, string> = {
    user: 'profile',
    entries: 'entries of the wallet',
    mergedAccounts: "the accounts that were merged into the person's account",
  }
  const [, list = ''] = /returns the person's ([^;]+);/.exec(readText('docs/privacy.md')) ?? []
  expect(
    list.replaceAll('\n', ' ').split(/, (?:and )?| and /),
    'the sentence about `GET /me/export` in docs/privacy.md lists the keys of PersonExport: add or remove those below there; a key that is no word gets one in `words` of this test',
  ).toEqual(
    Object.keys(PersonExport.properties)
      .filter((key) => key !== 'exportedAt')
      .map((key) => words[key] ?? key),
  )
})

it('docs/privacy.md says in its table what remains of every part of the person’s export', () => {
  // The row of a profile names its parts, and the page has a sentence about merged accounts.
  const described = ['exportedAt', 'user', 'mergedAccounts']
  const firstColumn = [...readText('docs/privacy.md').matchAll(/^\| ([^|]+) \|/gm)].map(([, data]) => data)
  const parts = Object.keys(PersonExport.properties).filter((key) => !described.includes(key))
  expect(
    parts.filter((key) => !new RegExp(`\\b${key}\\b`).test(firstColumn.join('\n'))),
    'say in the table of docs/privacy.md what remains of these after a deletion, with the word in its first column',
  ).toEqual([])
})

it('docs/glossary.md explains the noun of every module with routes', () => {
  const plainWords = ['auth', 'availability', 'privacy', 'report', 'schedule', 'session']
  const files = readdirSync('server/src/modules', { recursive: true, encoding: 'utf8' })
  const nouns = files.flatMap((path) => /\/([a-z]+)(?:\.\w+)?\.routes\.ts$/.exec(path)?.[1] ?? [])
  expect(nouns).toContain('booking')
  const explained = [...readText('docs/glossary.md').matchAll(/^\| ([^|]+) \|/gm)].map(([, word]) => word)
  expect(
    nouns.filter(
      (noun) => ![...explained, ...plainWords].some((word) => word?.split(/[ ,]+/).includes(noun)),
    ),
    'add these nouns to a table of docs/glossary.md, or to `plainWords` of server/test/docs.test.ts if everybody knows what they are',
  ).toEqual([])
})

describe('the documents', () => {
  const commandsIn = (page: string): string[] =>
    codeBlocksOf(readText(page)).flatMap((code) =>
      [...code.matchAll(/\bmake (?:-\w+ )*([a-z][a-z0-9-]*)/g)].map(([, name = '']) => name),
    )
  const linksIn = (page: string): string[] =>
    [...readText(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path)
  const targets = new Set([...readText('Makefile').matchAll(/^([a-z0-9-]+):/gm)].map(([, name]) => name))

  it('are found by this test, with their commands and links', () => {
    expect(decisions.length).toBeGreaterThan(20)
    expect(pages.length).toBeGreaterThan(decisions.length + 10)
    expect(pages.flatMap((page) => commandsIn(page)).length).toBeGreaterThan(50)
    expect(pages.flatMap((page) => linksIn(page)).length).toBeGreaterThan(50)
  })

  it.each(pages)('%s names only existing commands of make', (page) => {
    expect(commandsIn(page).filter((name) => !targets.has(name))).toEqual([])
  })

  it.each(pages)('%s links only to existing files', (page) => {
    expect(linksIn(page).filter((path) => !existsSync(join(dirname(page), path)))).toEqual([])
  })

  it('have equal sections in both READMEs, in equal order, with the section that a failed start names', () => {
    const [english = [], russian = []] = readmes.map((readme) => headingsOf(readText(readme)))
    expect(russian.map(({ level }) => level)).toEqual(english.map(({ level }) => level))
    expect(english.map(({ text }) => text)).toContain('Upgrading PostgreSQL')
    expect(readText('server/src/db/embedded/embedded.binaries.ts')).toContain(
      '"Upgrading PostgreSQL" in the README',
    )
  })

  it('have equal commands in the tour of both READMEs', () => {
    const [english, russian] = readmes.map((readme) =>
      stepsOfTour(readText(readme)).map(({ commands, printed }) => ({ commands, printed })),
    )
    expect(english?.length).toBeGreaterThan(5)
    expect(russian).toEqual(english)
  })

  it.each(decisions)('%s has its number, a status and a date', (name) => {
    const [title = '', status = ''] = readText(`docs/decisions/${name}`).split('\n\n')
    expect(title).toMatch(new RegExp(`^# ${name.slice(0, 4)}: \\S`))
    const remedy =
      'the line below the title begins with “Accepted on YYYY-MM-DD.” or “Replaced by [NNNN](file) on YYYY-MM-DD.”'
    expect(status, remedy).toMatch(/^(Accepted|Replaced by \[\d{4}\]\(\S+\)) on \d{4}-\d\d-\d\d\./)
    const sections = headingsOf(readText(`docs/decisions/${name}`)).flatMap(({ level, text }) =>
      level === 2 ? [text] : [],
    )
    const known = ['Context', 'Decision', 'Measurements', 'Alternatives', 'Consequences']
    expect(sections).toEqual(known.filter((section) => sections.includes(section)))
    expect(sections.slice(0, 2)).toEqual(['Context', 'Decision'])
  })

  it('decisions have numbers without a gap, and each fits on a page', () => {
    expect(decisions.map((name) => Number.parseInt(name, 10))).toEqual(decisions.map((_, index) => index + 1))
    const tooLong = decisions.filter((name) => readText(`docs/decisions/${name}`).split('\n').length > 60)
    expect(tooLong).toEqual([])
  })

  it('the CHANGELOG begins with the unreleased changes', () => {
    const [first] = headingsOf(readText('CHANGELOG.md')).filter(({ level }) => level === 2)
    expect(first?.text).toBe('[Unreleased]')
  })
})
