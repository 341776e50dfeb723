import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../testing/figures.ts'
import type { Fixture } from './attack-fixture.ts'
import { ask } from './attack-request.ts'
import { attacks } from './attacks.ts'

// A process of its own: what making the requests and reading their answers costs is no delay of who measures.

export type AttackOrder = { name: string; url: string; fixture: Fixture; ms: number }
export type AttackAnswers = { total: number; answers: string }

// Addresses of this machine in four networks, each an attacker of its own to the service.
const attackers = Array.from({ length: 8 }, (_, index) => `127.0.${index % 4}.${index + 10}`)
// Each attacker sends at the limit of a caller, ten a second, answered or not.
const restMs = 100
const mostUnanswered = 50

async function sendAttack({ name, url, fixture, ms }: AttackOrder): Promise<AttackAnswers> {
  const attack = attacks.find((one) => one.name === name)
  if (!attack) throw new Error(`there is no attack ${name}`)
  const until = performance.now() + ms
  const tally = new Tally()
  let n = 0
  const shoot = async (address: string) => {
    const open = new Set<Promise<void>>()
    while (performance.now() < until) {
      if (open.size < mostUnanswered) {
        const aimed = attack.next(n, fixture)
        if (!aimed) return
        n += 1
        const shot = ask(url, aimed, address).then(({ status }) => tally.add(String(status)))
        open.add(shot)
        void shot.then(() => open.delete(shot))
      }
      await sleep(restMs)
    }
    await Promise.all(open)
  }
  await Promise.all(attackers.map(shoot))
  return { total: n, answers: tally.toString() }
}

const [order] = await once(process, 'message')
process.send?.(await sendAttack(order as AttackOrder))
