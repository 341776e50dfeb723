import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, loadConfig } from '../../server/src/config.ts'
import { makeFolder } from '../../server/src/make-folder.ts'
import type { FakePayment, FakeRefund, ProviderState } from './fake-provider.ts'
import { noFaults } from './faults.ts'
import { startYooKassa } from './yookassa.ts'

// `make demo` loads this file before the service. It runs a fake provider in the service's process and names it in the
// settings, so that payments need no provider, card or network. No other command loads this file.

const { PAYMENTS, DATABASE_URL, DATA_DIR = './data/demo' } = process.env
const file = join(DATA_DIR, 'test-payments.json')
const print = (line: string) => process.stderr.write(`Test payments: ${line}\n`)

type StoredPayments = { payments: FakePayment[]; refunds: FakeRefund[] }

const byId = <T extends { id: string }>(rows: T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]))

/** The provider's payments of earlier runs, which the service checks again. */
function readState(): ProviderState {
  const stored: StoredPayments = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { payments: [], refunds: [] }
  return { payments: byId(stored.payments), refunds: byId(stored.refunds), faults: noFaults() }
}

function writeState({ payments, refunds }: ProviderState): void {
  makeFolder(DATA_DIR)
  const stored: StoredPayments = { payments: [...payments.values()], refunds: [...refunds.values()] }
  writeFileSync(`${file}.new`, JSON.stringify(stored))
  renameSync(`${file}.new`, file)
}

/** The page credits money without a payment, so it must not run with a database that real people use. */
function reasonForNoTestPayments(): string | null {
  if (PAYMENTS) return `none, because PAYMENTS=${PAYMENTS} is set`
  if (DATABASE_URL) return 'none on a database that DATABASE_URL names'
  if (existsSync(join(DATA_DIR, 'postgres')) && !existsSync(file))
    return `none, because ${DATA_DIR} was made without them; remove the folder or name another by DATA_DIR`
  return null
}

/** Null where the settings are wrong: the service, which starts after this file, names every problem in one message. */
function readConfig(): Config | null {
  try {
    return loadConfig(process.env)
  } catch {
    return null
  }
}

async function startTestPayments({ HOST, PUBLIC_URL }: Config): Promise<void> {
  const state = readState()
  const shownHost = new URL(PUBLIC_URL).hostname
  const { env, url } = await startYooKassa({
    state,
    host: HOST,
    shownHost,
    onChange: () => writeState(state),
  })
  writeState(state)
  Object.assign(process.env, env)
  // A proxy in front of the service does not forward to the page, which has a port of its own.
  const origin = `http://${shownHost}:${new URL(url).port}`
  print(`a page of this demo (${origin}) stands for the bank; no card is asked for, and no money moves`)
}

const reason = reasonForNoTestPayments()
const config = readConfig()
if (reason) print(reason)
else if (config)
  await startTestPayments(config).catch((error: Error) =>
    print(`none, because their page cannot be served: ${error.message}`),
  )
