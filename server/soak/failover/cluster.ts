import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { until } from '../../../testing/processes/until.ts'
import { type Network, nodeNumbers } from './network.ts'
import { type ClusterNode, createNode, passwords } from './node.ts'
import { startServer } from './processes.ts'

type Member = { name: string; role: string; state: string; timeline?: number; lag?: number | string }

export type Cluster = {
  nodes: ClusterNode[]
  /** The URL with the service's role, through HAProxy. */
  url: string
  /** Connects the same role to the socket of one node, whether or not that node is the leader. */
  directConfig(node: ClusterNode): pg.ClientConfig
  /** The node that more than half of the nodes report as the leader; null while there is none. Does not ask the node `except`. */
  findLeader(except?: ClusterNode): Promise<ClusterNode | null>
  findSyncStandby(): Promise<ClusterNode>
  /** Waits for a leader, a synchronous standby and another standby, both of which stream on the leader's timeline. */
  untilComplete(): Promise<void>
  logs(): string[]
}

const haproxyFile = join(import.meta.dirname, '../../../deploy/cluster/haproxy.cfg')
const rolePassword = 'coworking-of-the-trial'
const waitOptions = { timeoutMs: 180_000, pauseMs: 200 }
export const directDatabase = 'direct'

type Options = { dir: string; network: Network; patroni: string; user: { name: string; id: number } | null }

/** Three nodes and HAProxy, with a role and a database for the service. */
export async function startCluster({ dir, network, patroni, user }: Options): Promise<Cluster> {
  const nodes = nodeNumbers.map((number) => createNode(number, { dir, network, patroni, user }))
  for (const node of nodes) node.start()
  const settings = join(dir, 'haproxy.cfg')
  const haproxyLog = join(dir, 'haproxy.log')
  const haproxySettings = network.replaceAddresses(readFileSync(haproxyFile, 'utf8'))
  writeFileSync(settings, user ? haproxySettings : haproxySettings.replace(/^ {2}(user|group) .*\n/gm, ''))
  startServer(['haproxy', '-db', '-f', settings], { prefix: [], asUser: null, env: {}, logFile: haproxyLog })
  const address = /bind (\S+)/.exec(haproxySettings)?.[1]

  const findMember = async (isWanted: (member: Member) => boolean, except?: ClusterNode) => {
    const responses = await Promise.all(nodes.filter((node) => node !== except).map(readMembers))
    const names = responses.map((members) => members.find(isWanted)?.name)
    const node = nodes.find(({ name }) => names.filter((each) => each === name).length > responses.length / 2)
    return node ?? null
  }
  const findLeader = (except?: ClusterNode) => findMember(({ role }) => role === 'leader', except)
  const untilComplete = async () =>
    void (await until(
      'a leader and two standbys',
      async () => (await Promise.all(nodes.map(readMembers))).every(isComplete),
      waitOptions,
    ))
  await untilComplete()
  await prepare(
    `postgres://postgres:${passwords['@SUPERUSER_PASSWORD@']}@${address}/postgres?sslmode=disable`,
  )
  return {
    nodes,
    url: `postgres://coworking:${rolePassword}@${address}/coworking?sslmode=disable`,
    directConfig: ({ socketDir }) => ({
      host: socketDir,
      port: Number(network.replaceAddresses(':5432').slice(1)),
      user: 'coworking',
      password: rolePassword,
      database: directDatabase,
    }),
    findLeader,
    findSyncStandby: async () => {
      const node = await findMember(({ role }) => role === 'sync_standby')
      if (!node) throw new Error('there is no synchronous standby')
      return node
    },
    untilComplete,
    logs: () => [...nodes.flatMap((node) => node.logs), haproxyLog],
  }
}

/** Reads the members of the cluster from Patroni on this node; an empty list where it does not answer. */
async function readMembers({ patroniUrl }: ClusterNode): Promise<Member[]> {
  try {
    const response = await fetch(`${patroniUrl}/cluster`, { signal: AbortSignal.timeout(2_000) })
    return ((await response.json()) as { members: Member[] }).members
  } catch {
    return []
  }
}

function isComplete(members: Member[]): boolean {
  const roles = members.map(({ role }) => role).sort()
  const timelines = new Set(members.map(({ timeline }) => timeline))
  const running = members.every(({ role, state }) => state === (role === 'leader' ? 'running' : 'streaming'))
  return roles.join() === 'leader,replica,sync_standby' && timelines.size === 1 && running
}

/** Makes the role and the database as docs/cluster.md does, and a database for the direct writer. */
async function prepare(superuserUrl: string): Promise<void> {
  for (let left = 50; ; left--) {
    const client = new pg.Client(superuserUrl)
    try {
      await client.connect()
      await client.query(`CREATE ROLE coworking LOGIN PASSWORD '${rolePassword}' CONNECTION LIMIT 60`)
      for (const name of ['coworking', directDatabase])
        await client.query(
          `CREATE DATABASE ${name} OWNER coworking ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0`,
        )
      return
    } catch (error) {
      if (left === 0) throw error
      await sleep(200)
    } finally {
      await client.end().catch(() => {})
    }
  }
}
