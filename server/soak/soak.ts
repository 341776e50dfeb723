import { availableParallelism, loadavg } from 'node:os'
import { type FigureRow, formatTables, type Report } from '../../testing/figures.ts'
import { readArguments, readNumber, refuseArguments, selectNames } from '../src/arguments.ts'
import { runAttacks } from './attack.ts'
import { attacks } from './attacks.ts'
import { measureBadRedis } from './bad-redis.ts'
import { tryDeployment } from './deployment/deployment.ts'
import { tryFailover } from './failover/failover.ts'
import { type FaultName, faults } from './failover/faults.ts'
import { stopBesideStuckRequest, stopUnderLoad } from './graceful-stop.ts'
import { killUnderLoad, type Victim } from './kill-loop.ts'
import { killStarts } from './kill-start.ts'
import { checkMails } from './mail-check.ts'
import { raceWithOneKey } from './one-key.ts'
import { soakPayments } from './payments/payments.ts'
import { measureSignIns } from './sign-in-time.ts'
import { raceForSlots, slotRaces } from './slot-race.ts'
import { measureStaleness } from './staleness.ts'
import { measureStarts } from './start-time.ts'
import { upgradeUnderLoad } from './upgrade-under-load.ts'
import { raceForWallets } from './wallet-race.ts'

// `make soak` runs all scenarios; `make soak ARGS='--only slot-equal --slots 20'` runs one, with another size. `--attack` selects
// attacks, and `--kind` faults of the cluster.
const defaultSizes = {
  clients: 64,
  slots: 200,
  spaces: 8,
  rounds: 50,
  kills: 10,
  seconds: 60,
  payments: 200,
  bookings: 100_000,
}
type Size = keyof typeof defaultSizes
type Options = Record<Size, number> & { attack: string[]; kind: FaultName[] }

const sizeNames = Object.keys(defaultSizes) as Size[]
const { values } = readArguments({
  ...(Object.fromEntries(sizeNames.map((name) => [name, { type: 'string' }])) as Record<
    Size,
    { type: 'string' }
  >),
  only: { type: 'string', default: '' },
  attack: { type: 'string' },
  kind: { type: 'string' },
})
const sizeOf = (name: Size) => {
  const text = values[name]
  return text === undefined ? defaultSizes[name] : readNumber(name, text)
}
const faultNames = Object.keys(faults) as FaultName[]
const options: Options = {
  ...(Object.fromEntries(sizeNames.map((name) => [name, sizeOf(name)])) as Record<Size, number>),
  attack: selectNames('attack', [values.attack ?? ''], {
    names: attacks.map(({ name }) => name),
    matches: (name, word) => name.includes(word),
  }),
  kind: selectNames('kind', values.kind?.split(',') ?? faultNames, { names: faultNames }),
}

type Scenario = { reads: (keyof Options)[]; run(): Promise<Report> }

/**
 * A scenario receives only the options that it names, so that an option that it does not read is refused. Some scenarios limit a size: see
 * their lines.
 */
const scenario = <K extends keyof Options>(
  reads: K[],
  run: (options: Pick<Options, K>) => Promise<Report>,
): Scenario => ({ reads, run: () => run(options) })
const slotRace = (race: (typeof slotRaces)[keyof typeof slotRaces]) =>
  scenario(['clients', 'slots', 'spaces'], (sizes) => raceForSlots(race, sizes))
const kill = (victim: Victim) =>
  scenario(['kills', 'clients', 'spaces'], ({ kills, clients, spaces }) => {
    const victims = Array.from({ length: kills }, () => victim)
    return killUnderLoad({ kills: victims, clients, spaces, auditScriptEachTime: true })
  })
const paymentSoak = (name: 'yookassa' | 'stripe') =>
  scenario(['payments', 'clients'], ({ payments, clients }) =>
    soakPayments({ payments, clients: Math.min(clients, 32), name }),
  )

const scenarios: Record<string, Scenario> = {
  start: scenario([], () => measureStarts({ rounds: 5 })),
  'kill-start': scenario(['kills'], ({ kills }) => killStarts({ rounds: kills })),
  'sign-in': scenario(['rounds'], ({ rounds }) => measureSignIns({ rounds: rounds * 4 })),
  'slot-equal': slotRace(slotRaces.equal),
  'slot-overlapping': slotRace(slotRaces.overlapping),
  'slot-moves': slotRace(slotRaces.moves),
  'slot-buffers': slotRace(slotRaces.buffers),
  wallets: scenario(['clients', 'rounds'], raceForWallets),
  'one-key': scenario(['rounds'], ({ rounds }) => raceWithOneKey({ clients: 50, rounds })),
  'kill-service': kill('service'),
  'kill-postgres': kill('postgres'),
  'kill-backend': kill('backend'),
  stop: scenario(['kills', 'clients', 'spaces'], ({ kills, clients, spaces }) =>
    stopUnderLoad({ stops: kills, clients, spaces }),
  ),
  mails: scenario([], () => checkMails({ members: 200 })),
  stale: scenario(['seconds'], measureStaleness),
  'bad-redis': scenario(['seconds'], measureBadRedis),
  attack: scenario(['seconds', 'attack'], ({ seconds, attack }) =>
    runAttacks({ seconds: Math.min(seconds, 30), names: attack }),
  ),
  'stop-stuck': scenario(['kills'], ({ kills }) => stopBesideStuckRequest({ stops: kills })),
  'payments-yookassa': paymentSoak('yookassa'),
  'payments-stripe': paymentSoak('stripe'),
  upgrade: scenario(['bookings', 'clients'], ({ bookings, clients }) =>
    upgradeUnderLoad({ bookings, clients: Math.min(clients, 16) }),
  ),
  deployment: scenario([], tryDeployment),
  failover: scenario(['kind', 'rounds', 'clients'], ({ kind, rounds, clients }) =>
    tryFailover({ faultNames: kind, rounds: Math.min(rounds, 10), clients: Math.min(clients, 4) }),
  ),
}

const selected = selectNames('only', values.only.split(','), {
  names: Object.keys(scenarios),
  matches: (name, word) => name.startsWith(word),
})
for (const option of Object.keys(options) as (keyof Options)[]) {
  const readers = Object.keys(scenarios).filter((name) => scenarios[name]?.reads.includes(option))
  if (values[option] !== undefined && !readers.some((name) => selected.includes(name)))
    refuseArguments(
      `--${option} has no meaning with --only ${values.only}. It is for: ${readers.join('; ')}.`,
    )
}

// The exit handlers stop the services, the redis-servers and the trials that this process has started; scratch folders of databases stay.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

const figures: FigureRow[] = []
const broken: string[] = []
const skipped: string[] = []
// Other work of the machine changes the figures, so its load is printed with them.
const load = () => `load ${loadavg()[0]?.toFixed(1)}`
for (const [name, { run }] of Object.entries(scenarios)) {
  if (!selected.includes(name)) continue
  console.log(`── ${name} (${load()})`)
  // A scenario that fails does not prevent the later ones, and what is broken is printed at once: the others take hours.
  const report = await Promise.resolve()
    .then(run)
    .catch((error): Report => ({ figures: [], broken: [error?.stack ?? String(error)] }))
  console.log(formatTables(report.figures))
  for (const what of report.broken.slice(0, 100)) console.log(`BROKEN  ${what}`)
  figures.push(...report.figures)
  broken.push(...report.broken.map((what) => `${name}: ${what}`))
  skipped.push(...(report.skipped ?? []).map((what) => `${name}: ${what}`))
}
console.log(`\nOn ${availableParallelism()} cores with Node ${process.version}, ${load()} at the end:\n`)
console.log(`${formatTables(figures)}\n`)
for (const what of skipped) console.log(`SKIPPED ${what}`)
for (const what of broken.slice(0, 100)) console.log(`BROKEN  ${what}`)
if (broken.length > 0) {
  console.log(`${broken.length} guarantees broke.`)
  process.exitCode = 1
} else if (figures.length === 0) {
  console.log('Nothing was tested.')
  process.exitCode = 2
} else console.log(skipped.length === 0 ? 'Every guarantee held.' : 'Every guarantee that was tested held.')
