import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../../testing/processes/until.ts'
import { findLostBookings, findViolations } from '../books.ts'
import type { Load } from '../load.ts'
import type { Cluster } from './cluster.ts'
import { checkDirectWrites, findLostNumbers, startDirectWriter } from './direct-writer.ts'
import { type Fault, victimOf } from './faults.ts'
import { longestGap, type MeasuredClient } from './measured-client.ts'
import type { Network } from './network.ts'

export type Trial = { cluster: Cluster; network: Network; load: Load; client: MeasuredClient }

export type Round = {
  /** The longest time without an acknowledged write, from a second before the fault until the node is restored. */
  withoutWritesMs: number
  /** The longest time without an acknowledged write, from the restoration until the cluster was complete again. */
  withoutWritesAtReturnMs: number
  /** The number of direct writes that the failed leader accepted after writes had continued on another node. */
  acknowledgedByOldLeader: number
  broken: string[]
}

const waitOptions = { timeoutMs: 120_000, pauseMs: 50 }
// How long the trial waits for writes by a node that wrongly believes that it is the leader.
const lateMs = 5_000
// Writes have continued after a fault when this many were acknowledged.
const minWrites = 10

export async function runRound(fault: Fault, { cluster, network, load, client }: Trial): Promise<Round> {
  await cluster.untilComplete()
  const node = await victimOf(fault, cluster)
  const leader = await cluster.findLeader()
  if (!node || !leader) throw new Error('there is no leader')
  const direct = startDirectWriter(cluster.directConfig(leader))
  await sleep(2_000 + Math.random() * 3_000)

  const faultAt = performance.now()
  await fault.apply(node, network)
  if (fault.victim === 'leader')
    await until('another leader', async () => isOther(await cluster.findLeader(node), node), waitOptions)
  else await sleep(lateMs)
  const from = performance.now()
  const written = () => client.writtenAt.filter((at) => at > from)
  await until('writes to continue', () => written().length >= minWrites, waitOptions)
  const firstWriteAt = written()[0] ?? from
  await sleep(lateMs)

  const restoredAt = performance.now()
  await fault.restore(node, network)
  await cluster.untilComplete()
  const completeAt = performance.now()
  await direct.stop()
  const newLeader = await cluster.findLeader()
  if (!newLeader) throw new Error('there is no leader')
  const directWrites = checkDirectWrites({
    leader: leader.name,
    acknowledged: direct.acknowledged,
    lost: await findLostNumbers(cluster.directConfig(newLeader), [...direct.acknowledged.keys()]),
    otherWritesSince: fault.victim === 'leader' ? firstWriteAt : null,
  })
  const acknowledged = [...load.acknowledged.values()]
  return {
    withoutWritesMs: longestGap(client.writtenAt, faultAt - 1_000, restoredAt),
    withoutWritesAtReturnMs: longestGap(client.writtenAt, restoredAt, completeAt),
    acknowledgedByOldLeader: directWrites.late,
    broken: [
      ...(await findViolations(cluster.url)),
      ...(await findLostBookings(cluster.url, acknowledged)),
      ...directWrites.broken,
    ],
  }
}

const isOther = <T>(leader: T | null, node: T): boolean => leader !== null && leader !== node
