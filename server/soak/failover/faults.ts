import type { Cluster } from './cluster.ts'
import type { Network } from './network.ts'
import type { ClusterNode } from './node.ts'

export type Fault = {
  victim: 'leader' | 'synchronous standby'
  apply(node: ClusterNode, network: Network): Promise<void> | void
  /** Restores the node, after writes have continued without it. */
  restore(node: ClusterNode, network: Network): Promise<void> | void
}

/** The faults by the names that `--kind` accepts. */
export const faults = {
  kill: { victim: 'leader', apply: (node) => node.kill(), restore: (node) => node.start() },
  freeze: { victim: 'leader', apply: (node) => node.freeze(), restore: (node) => node.thaw() },
  cut: {
    victim: 'leader',
    apply: ({ number }, { cables }) => cables?.cut(number),
    restore: ({ number }, { cables }) => cables?.restore(number),
  },
  switchover: { victim: 'leader', apply: (node) => node.switchOver(), restore: () => {} },
  // Freezes the standby that confirms the commits of the leader.
  standby: { victim: 'synchronous standby', apply: (node) => node.freeze(), restore: (node) => node.thaw() },
} satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

export const victimOf = ({ victim }: Fault, cluster: Cluster): Promise<ClusterNode | null> =>
  victim === 'leader' ? cluster.findLeader() : cluster.findSyncStandby()
