import type { Cluster } from './cluster.ts'
import type { Network } from './network.ts'
import type { ClusterNode } from './node.ts'

export type Fault = {
  victim: 'leader' | 'synchronous standby'
  strike(node: ClusterNode, network: Network): Promise<void> | void
  /** Restores the node, after writes have continued without it. */
  heal(node: ClusterNode, network: Network): Promise<void> | void
}

export const faults = {
  kill: { victim: 'leader', strike: (node) => node.kill(), heal: (node) => node.start() },
  freeze: { victim: 'leader', strike: (node) => node.freeze(), heal: (node) => node.thaw() },
  cut: {
    victim: 'leader',
    strike: ({ number }, { cables }) => cables?.cut(number),
    heal: ({ number }, { cables }) => cables?.mend(number),
  },
  switchover: { victim: 'leader', strike: (node) => node.switchOver(), heal: () => {} },
  standby: { victim: 'synchronous standby', strike: (node) => node.freeze(), heal: (node) => node.thaw() },
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

export const victimOf = ({ victim }: Fault, cluster: Cluster): Promise<ClusterNode | null> =>
  victim === 'leader' ? cluster.findLeader() : cluster.findSyncStandby()
