import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText, stepsOfTour } from './readme.ts'

// Runs the commands of the README's tour unchanged, on the real service with its own PostgreSQL.
const [start, ...steps] = stepsOfTour(readText('README.md'))

const hasCurl = (() => {
  try {
    return execFileSync('curl', ['--version']).length > 0
  } catch {
    console.warn('\n*** No curl on the PATH: the tour of the README is SKIPPED ***\n')
    return false
  }
})()

describe.runIf(hasCurl)('the tour of the README', () => {
  let dir: string
  let service: ChildProcess
  let printed: string[]

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'coworking-readme-'))
    service = spawn(resolve('scripts', 'serve'), {
      env: {
        ...process.env,
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        ...settingsOf(start?.commands ?? ''),
        DATABASE_URL: '',
        DATA_DIR: dir,
        PORT: '0',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'inherit', 'pipe'],
    })
    printed = await runTour(await urlOf(service))
  })

  afterAll(async () => {
    const exited = once(service, 'exit')
    if (service.exitCode === null && service.kill()) await exited
    await rm(dir, { recursive: true, force: true, maxRetries: 10 })
  })

  it.each(steps.map(({ title, printed: shown }, index) => ({ title: title || 'Sign in', shown, index })))(
    'prints the output in the README: $title',
    ({ shown, index }) => {
      expect(comparable(printed[index] ?? '')).toBe(comparable(shown ?? ''))
    },
  )
})

/** `NAME=value` before the command that starts the service. */
function settingsOf(command: string): Record<string, string> {
  const settings = [...command.matchAll(/([A-Z_]+)=(?:'([^']*)'|(\S+))/g)]
  return Object.fromEntries(settings.map(([, name, quoted, plain]) => [name, quoted ?? plain]))
}

/** The URL on which the service prints that it listens. */
async function urlOf({ stderr }: ChildProcess): Promise<string> {
  const lines: string[] = []
  if (stderr)
    for await (const line of createInterface({ input: stderr })) {
      lines.push(line)
      const [, url] = /Service +(http\S+)/.exec(line) ?? []
      if (url) return url
    }
  throw new Error(`The service did not start: ${lines.join('\n')}`)
}

/** Types all steps into one shell and returns what each of them printed. */
async function runTour(url: string): Promise<string[]> {
  const mark = '---- end of a step ----'
  const script = steps.map(({ commands }) => `${commands}\necho '${mark}'\n`).join('')
  const shell = spawn('bash', ['-e', '-o', 'pipefail'], { stdio: ['pipe', 'pipe', 'inherit'] })
  shell.stdin.end(script.replaceAll('http://127.0.0.1:8080', url))
  let output = ''
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk))
  const [code] = await once(shell, 'close')
  if (code !== 0) throw new Error(`The tour ended with ${code} after it had printed:\n${output}`)
  return output.split(`${mark}\n`)
}

/** Replaces dates and ids, which differ in each run. */
const comparable = (text: string): string =>
  text.replaceAll(/\d{4}-\d\d-\d\dT/g, '<date>T').replaceAll(/[0-9a-f-]{36}/g, '<id>')
