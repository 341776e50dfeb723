import { readFileSync, statSync } from 'node:fs'

export type OsUser = { uid: number; gid: number; name: string }

// A user id that is otherwise unused on the machine: systemd's table of users assigns 1879048192 to 2147483647 to no distribution,
// container or dynamic user. It needs no line in /etc/passwd.
const ownId = 1_950_733_124

// Other services run as these users, too, and must not be able to read the data.
const sharedNames = ['postgres', 'nobody']

/**
 * The users under which PostgreSQL can run when this process is root (PostgreSQL refuses to run as root), best first: the owner
 * of the existing data directory, unless other services run as that user; a user id that is reserved for this; and where the kernel does
 * not permit that id (a user namespace without it), `postgres` or `nobody`. Empty where this process is not root: PostgreSQL then
 * runs as the user of this process.
 */
export function postgresUsers(pgDataDir: string): OsUser[] {
  if (process.getuid?.() !== 0) return []
  const shared = namedUser()
  const owner = statSync(pgDataDir, { throwIfNoEntry: false })
  const hasOwnerToKeep = owner && owner.uid !== 0 && !isShared(owner.uid)
  const own = process.platform === 'linux' ? [{ uid: ownId, gid: ownId, name: `${ownId}` }] : []
  return [...(hasOwnerToKeep ? [{ uid: owner.uid, gid: owner.gid, name: `${owner.uid}` }] : own), shared]
}

const isShared = (uid: number): boolean =>
  readUsers().some((user) => user.uid === uid && sharedNames.includes(user.name))

/** A user with a line in /etc/passwd, which initdb needs: `postgres`, otherwise `nobody`. */
export function namedUser(): OsUser {
  const users = readUsers().filter(({ uid }) => uid !== 0)
  const named = sharedNames.map((name) => users.find((user) => user.name === name))
  return named.find((user) => user !== undefined) ?? { uid: 65_534, gid: 65_534, name: 'nobody' }
}

function readUsers(): OsUser[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    // macOS writes the id of `nobody` as -2.
    return name && uid && gid ? [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }] : []
  })
}
