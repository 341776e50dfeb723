import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FigureRow, Report } from '../../../testing/figures.ts'
import { type Block, blocksOf, scriptOf } from './page.ts'

const repository = join(import.meta.dirname, '../../..')
const page = 'docs/deployment.md'
// Only these blocks need a network beyond this machine, for packages of Debian and of npm.
const needsNetwork = ({ commands }: Block) => /apt-get install|make build/.test(commands)

/**
 * Runs the commands of docs/deployment.md from top to bottom on a copy of this Debian 12: an overlay over its root, with
 * its own process numbers and network, so it changes nothing of this machine; the copy is deleted at the end, also where a signal ends the
 * soak. The blocks that need a network run before all others.
 */
export async function tryDeployment(): Promise<Report> {
  const missing = findMissing()
  if (missing) {
    console.log(`*** ${missing}: the trial of ${page} is SKIPPED ***`)
    return { figures: [], broken: [], skipped: [missing] }
  }
  const scratch = mkdtempSync(join(tmpdir(), 'coworking-deployment-'))
  try {
    const blocks = blocksOf(readFileSync(join(repository, page), 'utf8'))
    const root = prepareRoot(scratch, blocks)
    const startedAt = performance.now()
    const { status, broken, figures } = await run(scratch, root)
    if (status !== 0 && broken.length === 0) broken.push(`the trial ended with status ${status}`)
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const commands = `${blocks.length} blocks of commands in ${seconds} s`
    return { figures: [commands, ...figures].map((deployment) => ({ deployment })), broken }
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10 })
  }
}

function findMissing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'the trial needs root on Linux'
  if (!/^VERSION_ID="12"$/m.test(readFileSync('/etc/os-release', 'utf8'))) return 'this is not Debian 12'
  try {
    execFileSync('unshare', ['--mount', '--pid', '--net', '--fork', 'true'], { stdio: 'ignore' })
  } catch {
    return 'there is no right to make namespaces here'
  }
  return undefined
}

/** Writes the files that the machine gets before the page begins into the overlay's upper layer. Returns the path of the new root. */
function prepareRoot(scratch: string, blocks: Block[]): string {
  const upper = join(scratch, 'upper')
  const source = join(upper, 'usr/local/src/coworking-manager')
  const trial = join(upper, 'root/trial')
  for (const folder of [source, trial, join(upper, 'usr/sbin'), join(scratch, 'work'), join(scratch, 'root')])
    mkdirSync(folder, { recursive: true })
  // This directory hides the mode of `/root` in the lower layer, so it must have that mode.
  chmodSync(join(upper, 'root'), 0o700)
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  })
  for (const file of files.split('\0').filter(Boolean)) cpSync(join(repository, file), join(source, file))
  // Debian's packages must not start services when they are installed.
  writeFileSync(join(upper, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  const before = blocks.filter(needsNetwork)
  const after = blocks.filter((block) => !needsNetwork(block))
  cpSync(join(import.meta.dirname, 'trial.sh'), join(trial, 'trial.sh'))
  const begin = `repository=${repository}\n. /root/trial/trial.sh`
  writeFileSync(join(trial, 'before.sh'), `${scriptOf(before)}\n${begin}\nprepare\n`)
  writeFileSync(join(trial, 'after.sh'), `${begin}\nbegin\n${scriptOf(after)}\nfinish\n`)
  return join(scratch, 'root')
}

/** Runs the trial in a process namespace of its own; all processes there end with the first one. */
async function run(scratch: string, root: string) {
  const path = 'PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin'
  const outer = `set -e
    cd ${scratch}
    mount -t overlay overlay -o lowerdir=/,upperdir=${scratch}/upper,workdir=${scratch}/work ${root}
    mount -t proc proc ${root}/proc
    mount --rbind /dev ${root}/dev
    mount -t tmpfs tmpfs ${root}/run
    # The environment may tell npm and apt how to reach their registries, so it is kept here, except for what \`make soak\` gives to other makes.
    env -u MAKEFLAGS -u MAKELEVEL -u ARGS ${path} HOME=/root DEBIAN_FRONTEND=noninteractive chroot ${root} bash /root/trial/before.sh
    env -i ${path} HOME=/root LANG=C.UTF-8 unshare --net chroot ${root} bash /root/trial/after.sh`
  const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'bash', '-c', outer], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // `unshare` ignores SIGTERM.
  const endTrial = () => {
    child.kill('SIGKILL')
    rmSync(scratch, { recursive: true, force: true, maxRetries: 10 })
  }
  process.once('exit', endTrial)
  const broken: string[] = []
  const figures: FigureRow[string][] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('BROKEN ')) broken.push(line.slice(7))
      else if (line.startsWith('FIGURE ')) figures.push(line.slice(7))
      else console.log(line)
    })
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  process.off('exit', endTrial)
  return { status, broken, figures }
}
