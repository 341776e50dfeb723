import { readFileSync, statSync } from 'node:fs'

export type OsUser = { uid: number; gid: number; name: string }

/**
 * The user to run PostgreSQL as when this process is root, which PostgreSQL refuses: the owner of the cluster that is
 * already there, else `postgres`, else `nobody`. Null: as ourselves.
 */
export function postgresUser(clusterDir: string): OsUser | null {
  if (process.getuid?.() !== 0) return null
  const users = readUsers()
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) {
    const name = users.find(({ uid }) => uid === owner.uid)?.name ?? `user ${owner.uid}`
    return { uid: owner.uid, gid: owner.gid, name }
  }
  const named = (name: string) => users.find((user) => user.name === name && user.uid !== 0)
  return named('postgres') ?? named('nobody') ?? { uid: 65_534, gid: 65_534, name: 'nobody' }
}

function readUsers(): OsUser[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    // macOS writes nobody's as -2.
    return name && uid && gid ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : []
  })
}
