import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../../testing/processes/free-port.ts'
import { until } from '../../../testing/processes/until.ts'

export const nodeNumbers = [1, 2, 3] as const
export type NodeNumber = (typeof nodeNumbers)[number]

/** The network of the nodes, and how the connection of a node is cut and restored. */
export type Network = {
  /** The example addresses and ports of deploy/cluster, replaced by those of this network. */
  replaceAddresses(text: string): string
  /** The words before a command that make it run on that node. */
  prefixOf(node: NodeNumber): string[]
  /** Null where nodes cannot be cut off. */
  cables: { cut(node: NodeNumber): void; restore(node: NodeNumber): void } | null
}

const ip = (...words: string[]) => execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] })

/**
 * Makes a network namespace for each node, all on one bridge, with the addresses of deploy/cluster. The calling process must be alone in
 * its network namespace. A namespace lasts as long as its holder process.
 */
export async function createNamespaces(): Promise<Network> {
  ip('link', 'set', 'lo', 'up')
  ip('link', 'add', 'br0', 'type', 'bridge')
  ip('addr', 'add', '10.0.0.254/24', 'dev', 'br0')
  ip('link', 'set', 'br0', 'up')
  const holders = new Map<NodeNumber, number>()
  for (const node of nodeNumbers) {
    const holder = spawn('unshare', ['--net', 'sleep', 'infinity'], { stdio: 'ignore' })
    await once(holder, 'spawn')
    const pid = holder.pid as number
    holders.set(node, pid)
    await until('a network namespace', () => networkOf(pid) !== networkOf(process.pid))
    ip('link', 'add', `node${node}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', `${pid}`)
    ip('link', 'set', `node${node}`, 'master', 'br0', 'up')
    const ipInside = (...words: string[]) =>
      execFileSync('nsenter', ['--target', `${pid}`, '--net', 'ip', ...words])
    ipInside('addr', 'add', `10.0.0.${node}/24`, 'dev', 'eth0')
    ipInside('link', 'set', 'eth0', 'up')
    ipInside('link', 'set', 'lo', 'up')
  }
  return {
    replaceAddresses: (text) => text,
    prefixOf: (node) => ['nsenter', '--target', `${holders.get(node)}`, '--net'],
    cables: {
      cut: (node) => void ip('link', 'set', `node${node}`, 'down'),
      restore: (node) => void ip('link', 'set', `node${node}`, 'up'),
    },
  }
}

const networkOf = (pid: number): string =>
  execFileSync('readlink', [`/proc/${pid}/ns/net`], { encoding: 'utf8' })

const ports = [2379, 2380, 5000, 5001, 5432, 8008]

/** Puts all nodes on the loopback interface, each with its own address, on free ports. */
export async function createLoopback(): Promise<Network> {
  const free = new Map<number, number>()
  for (const port of ports) free.set(port, await freePort('0.0.0.0'))
  const ofPort = (_: string, port: string) => `:${free.get(Number(port))}`
  return {
    replaceAddresses: (text) =>
      text
        // Every node connects from 127.0.0.1.
        .replaceAll('10.0.0.0/24', '127.0.0.0/8')
        .replaceAll('10.0.0.', '127.0.1.')
        .replace(/:(2379|2380|5000|5001|5432|8008)\b/g, ofPort)
        .replaceAll('check port 8008', `check port ${free.get(8008)}`),
    prefixOf: () => [],
    cables: null,
  }
}
