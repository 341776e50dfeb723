import { availableParallelism, loadavg } from 'node:os'
import { formatTables, type Line, type Report } from '../../testing/figures.ts'
import { readArguments, readNumber, selectNames } from '../src/arguments.ts'
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

// `make soak` runs all scenarios; `make soak ARGS='--only slot-equal --slots 20'` runs one, with another size.
const sizes = {
  clients: { type: 'string', default: '64' },
  slots: { type: 'string', default: '200' },
  spaces: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '50' },
  kills: { type: 'string', default: '10' },
  seconds: { type: 'string', default: '60' },
  payments: { type: 'string', default: '200' },
  bookings: { type: 'string', default: '100000' },
} as const
const { values } = readArguments({
  ...sizes,
  only: { type: 'string', default: '' },
  attack: { type: 'string', default: '' },
  kind: { type: 'string', default: Object.keys(faults).join() },
})
const { clients, slots, spaces, rounds, kills, seconds, bookings, payments } = Object.fromEntries(
  (Object.keys(sizes) as (keyof typeof sizes)[]).map((name) => [name, readNumber(name, values[name])]),
) as Record<keyof typeof sizes, number>
const selectedAttacks = selectNames('attack', [values.attack], {
  names: attacks.map(({ name }) => name),
  matches: (name, word) => name.includes(word),
})
const kinds = selectNames('kind', values.kind.split(','), { names: Object.keys(faults) as FaultName[] })
const kill = (victim: Victim) => {
  const victims = Array.from({ length: kills }, () => victim)
  return killUnderLoad({ kills: victims, clients, spaces, scriptEachTime: true })
}

const scenarios: Record<string, () => Promise<Report>> = {
  start: () => measureStarts({ rounds: 5 }),
  'kill-start': () => killStarts({ rounds: kills }),
  'sign-in': () => measureSignIns({ rounds: rounds * 4 }),
  'slot-equal': () => raceForSlots(slotRaces.equal, { clients, slots, spaces }),
  'slot-overlapping': () => raceForSlots(slotRaces.overlapping, { clients, slots, spaces }),
  'slot-moves': () => raceForSlots(slotRaces.moves, { clients, slots, spaces }),
  'slot-buffers': () => raceForSlots(slotRaces.buffers, { clients, slots, spaces }),
  wallets: () => raceForWallets({ clients, rounds }),
  'one-key': () => raceWithOneKey({ clients: 50, rounds }),
  'kill-service': () => kill('service'),
  'kill-postgres': () => kill('postgres'),
  'kill-backend': () => kill('backend'),
  stop: () => stopUnderLoad({ stops: kills, clients, spaces }),
  mails: () => checkMails({ members: 200 }),
  stale: () => measureStaleness({ seconds }),
  'bad-redis': () => measureBadRedis({ seconds }),
  attack: () => runAttacks({ seconds: Math.min(seconds, 30), names: selectedAttacks }),
  'stop-stuck': () => stopBesideStuckRequest({ stops: kills }),
  'payments-yookassa': () => soakPayments({ payments, clients: Math.min(clients, 32), name: 'yookassa' }),
  'payments-stripe': () => soakPayments({ payments, clients: Math.min(clients, 32), name: 'stripe' }),
  upgrade: () => upgradeUnderLoad({ bookings, clients: Math.min(clients, 16) }),
  deployment: tryDeployment,
  failover: () => tryFailover({ kinds, rounds: Math.min(rounds, 10), clients: Math.min(clients, 4) }),
}

const selected = selectNames('only', values.only.split(','), {
  names: Object.keys(scenarios),
  matches: (name, word) => name.startsWith(word),
})

// The exit handlers stop the services that this process has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

const figures: Line[] = []
const broken: string[] = []
// Other work of the machine changes the figures, so its load is printed with them.
const load = () => `load ${loadavg()[0]?.toFixed(1)}`
for (const [name, run] of Object.entries(scenarios)) {
  if (!selected.includes(name)) continue
  console.log(`── ${name} (${load()})`)
  const report = await run()
  console.log(formatTables(report.figures))
  figures.push(...report.figures)
  broken.push(...report.broken.map((what) => `${name}: ${what}`))
}
console.log(`\nOn ${availableParallelism()} cores with Node ${process.version}, ${load()} at the end:\n`)
console.log(`${formatTables(figures)}\n`)
for (const what of broken.slice(0, 100)) console.log(`BROKEN  ${what}`)
console.log(broken.length === 0 ? 'Every guarantee held.' : `${broken.length} guarantees broke.`)
process.exitCode = broken.length === 0 ? 0 : 1
