import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestService, type TestService } from '../../testing/harness.ts'
import { startJobs } from '../src/jobs.ts'

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

type Sample = { name: string; labels: Map<string, string> }

// The labels that Prometheus adds to every sample of a target of the job of docs/monitoring.md.
const labelsOfTarget = [
  ['job', 'coworking-manager'],
  ['instance', '10.0.0.5:8080'],
] as const

// What Prometheus itself records for each target.
const samplesOfPrometheus: Sample[] = [{ name: 'up', labels: new Map(labelsOfTarget) }]

let service: TestService
let samples: Sample[]
let stopJobs: () => Promise<void>

beforeAll(async () => {
  service = await startTestService()
  stopJobs = startJobs(service.deps)
  await service.request('GET', '/healthz')
  const { text } = await service.request('GET', '/metrics')
  samples = text.split('\n').flatMap((line) => {
    const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    return name ? [{ name, labels: new Map([...pairsOf(labels), ...labelsOfTarget]) }] : []
  })
})
afterAll(async () => {
  await stopJobs()
  await service.stop()
})

const pairsOf = (labels: string): [string, string][] =>
  [...labels.matchAll(/(\w+)(?:=|!=|=~|!~)"([^"]*)"/g)].map(([, name = '', value = '']) => [name, value])

// Keywords of PromQL. Unlike its functions, they may stand without a parenthesis after them, as names of metrics do.
const words = new Set(['by', 'on', 'and', 'or', 'unless', 'ignoring', 'without', 'bool', 'offset'])

/** The metrics that a query reads, each with the labels of its selector, and the labels by which it groups. */
function namesOf(query: string): { metrics: { name: string; labels: string[] }[]; groups: string[] } {
  const groups = [...query.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, ?/))
  const rest = query.replace(/\b(?:\w+ by|on) \([^)]*\)/g, ' ')
  const inside = (at: number) => /[{[][^}\]]*$/.test(rest.slice(0, at))
  const metrics = [...rest.matchAll(/\b([a-z_]\w*)(?![\w(])(?:\{([^}]*)\})?/g)]
    .filter((match) => !words.has(match[1] ?? '') && !inside(match.index))
    .map(([, name = '', labels = '']) => ({ name, labels: pairsOf(labels).map(([label]) => label) }))
  return { metrics, groups }
}

async function queries(): Promise<[file: string, query: string][]> {
  const rules = (await read('monitoring/alerts.yml')).matchAll(/^ +expr: (.+)$/gm)
  const { panels } = JSON.parse(await read('monitoring/grafana.json')) as {
    panels: { targets: { expr: string }[] }[]
  }
  return [
    ...[...rules].map(([, query = '']): [string, string] => ['alerts.yml', query]),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }): [string, string] => ['grafana.json', expr])),
  ]
}

describe('rules and dashboard', () => {
  it('use metrics and labels of a running service', async () => {
    const allQueries = await queries()
    expect(allQueries.length).toBeGreaterThan(30)
    const known = new Set(samples.flatMap(({ labels }) => [...labels.keys()]))
    const all = [...samples, ...samplesOfPrometheus]
    for (const [file, query] of allQueries) {
      const { metrics, groups } = namesOf(query)
      expect(metrics.length, `${file}: ${query}`).toBeGreaterThan(0)
      for (const { name, labels } of metrics) {
        const found = all.filter((sample) => sample.name === name)
        expect(found.length, `${file}: ${name} in ${query}`).toBeGreaterThan(0)
        for (const label of labels)
          expect([...(found[0]?.labels.keys() ?? [])], `${file}: ${name} in ${query}`).toContain(label)
      }
      for (const group of groups) expect(known, `${file}: ${query}`).toContain(group)
    }
  })

  // Other services that Prometheus reads have metrics of the same names, such as those of Node.
  it('read the metrics of the job of this service only', async () => {
    for (const [file, query] of await queries())
      for (const { name, labels } of namesOf(query).metrics)
        expect(labels, `${file}: ${name} in ${query}`).toContain('job')
  })

  it('are parsed by this test into metrics, their labels and the labels of groups', () => {
    expect(
      namesOf('sum by (le) (rate(no_such_bucket{status=~"5.."}[5m])) > 1 and on (x) other == 0'),
    ).toEqual({
      metrics: [
        { name: 'no_such_bucket', labels: ['status'] },
        { name: 'other', labels: [] },
      ],
      groups: ['le', 'x'],
    })
  })

  it('use existing label values', async () => {
    const matchers = (await queries()).flatMap(([file, query]) =>
      [...query.matchAll(/(\w+)\{([^}]*)\}/g)].flatMap(([, name = '', inside = '']) =>
        [...inside.matchAll(/(\w+)!?="([^"]*)"/g)].map(([, label = '', value = '']) => ({
          where: `${file}: ${query}`,
          name,
          label,
          value,
        })),
      ),
    )
    expect(matchers.length).toBeGreaterThanOrEqual(6)
    expect((await read('docs/monitoring.md')).includes('job_name: coworking-manager')).toBe(true)
    for (const { where, name, label, value } of matchers) {
      const values = [...samples, ...samplesOfPrometheus]
        .filter((sample) => sample.name === name)
        .map(({ labels }) => labels.get(label))
      expect(values, where).toContain(value)
    }
  })
})

describe('docs/monitoring.md', () => {
  const metricsOfService = () =>
    new Set(
      samples
        .map(({ name }) => name.replace(/(http_request_duration_seconds)_(bucket|sum|count)$/, '$1'))
        .filter((name) => !/^(process|nodejs)_/.test(name)),
    )

  it('explains every metric of the service, and no others', async () => {
    const rows = [...(await read('docs/monitoring.md')).matchAll(/^\| `(\w+)` \| .{20,} \| .{5,} \|$/gm)]
    const explained = rows.map(([, name = '']) => name)
    expect(explained.filter((name) => !name.startsWith('nodejs_')).sort()).toEqual(
      [...metricsOfService()].sort(),
    )
    const found = new Set(samples.map(({ name }) => name))
    for (const name of explained.filter((one) => one.startsWith('nodejs_'))) expect(found).toContain(name)
  })
})
