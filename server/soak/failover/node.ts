import type { ChildProcess } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPostmasterFile } from '../../src/db/embedded/embedded.postmaster.ts'
import type { Network, NodeNumber } from './network.ts'
import { signalTree, startServer } from './processes.ts'

const files = join(import.meta.dirname, '../../../deploy/cluster')

export const passwords = {
  '@SUPERUSER_PASSWORD@': 'superuser-of-the-trial',
  '@REPLICATION_PASSWORD@': 'replication-of-the-trial',
  '@RESTAPI_PASSWORD@': 'patroni-of-the-trial',
}

export type ClusterNode = {
  number: NodeNumber
  name: string
  /** The directory of PostgreSQL's socket, which works even when the node is cut off. */
  socketDir: string
  /** The URL of Patroni's API. */
  patroniUrl: string
  start(): void
  /** Kills etcd, Patroni and PostgreSQL at once, as a loss of power does. */
  kill(): Promise<void>
  freeze(): Promise<void>
  thaw(): Promise<void>
  /** Makes Patroni hand the lease over to another node. */
  switchOver(): Promise<void>
  /** The log files of the node's servers. */
  logs: string[]
}

type Place = { dir: string; network: Network; patroni: string; user: { name: string; id: number } | null }

/** Makes one machine of the cluster from the files of deploy/cluster. */
export function createNode(number: NodeNumber, { dir, network, patroni, user }: Place): ClusterNode {
  const home = join(dir, `node${number}`)
  mkdirSync(home, { mode: 0o755 })
  if (user) chownSync(home, user.id, 0)
  const fileOf = (name: string) =>
    network.replaceAddresses(fillIn(readFileSync(join(files, name), 'utf8'), number))
  const settings = join(home, 'patroni.yml')
  const dataDir = join(home, 'data')
  const moved = fileOf('patroni.yml')
    .replace('/var/lib/postgresql/15/coworking', dataDir)
    .replace('/var/lib/postgresql/.pgpass.patroni', join(home, 'pgpass'))
    .replace('/var/run/postgresql', home)
  writeFileSync(settings, moved)
  const etcdEnv = { ...envOf(fileOf('etcd.env')), ETCD_DATA_DIR: join(home, 'etcd') }
  const patroniEnv = envOf(fileOf('patroni.env'))
  const patroniUrl = `http://${patroniEnv.PATRONI_RESTAPI_CONNECT_ADDRESS}`
  const [etcdLog, patroniLog] = ['etcd.log', 'patroni.log'].map((name) => join(home, name)) as [
    string,
    string,
  ]
  const where = { prefix: network.prefixOf(number), asUser: user?.name ?? null }
  let children: ChildProcess[] = []
  const roots = async () => {
    const postmaster = await readPostmasterFile(dataDir)
    const pids = children.map((child) => child.pid ?? 0)
    return postmaster && worksIn(postmaster.pid, dataDir) ? [...pids, postmaster.pid] : pids
  }
  return {
    name: `node${number}`,
    number,
    socketDir: home,
    patroniUrl,
    logs: [etcdLog, patroniLog],
    start() {
      children = [
        startServer(['etcd'], { ...where, env: etcdEnv, logFile: etcdLog }),
        startServer([patroni, settings], { ...where, env: patroniEnv, logFile: patroniLog }),
      ]
    },
    kill: async () => signalTree(await roots(), 'SIGKILL'),
    freeze: async () => signalTree(await roots(), 'SIGSTOP'),
    thaw: async () => signalTree(await roots(), 'SIGCONT'),
    switchOver: async () => {
      const { PATRONI_RESTAPI_USERNAME: name, PATRONI_RESTAPI_PASSWORD: password } = patroniEnv
      const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
      const body = JSON.stringify({ leader: `node${number}` })
      const response = await fetch(`${patroniUrl}/switchover`, {
        method: 'POST',
        headers: { authorization },
        body,
      })
      if (!response.ok)
        throw new Error(`Patroni does not switch over: ${response.status} ${await response.text()}`)
    },
  }
}

/** Whether the process is the PostgreSQL of this directory. After a kill, the postmaster file may name the id of another, later process. */
function worksIn(pid: number, dataDir: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === dataDir
  } catch {
    return false
  }
}

function fillIn(text: string, node: NodeNumber): string {
  let filled = text.replaceAll('@NODE@', `${node}`)
  for (const [name, password] of Object.entries(passwords)) filled = filled.replaceAll(name, password)
  return filled
}

const envOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z0-9_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
