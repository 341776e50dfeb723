import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Tally } from '../../testing/figures.ts'
import type { Fixture } from './attack-fixture.ts'
import { sendAttackRequest } from './attack-request.ts'
import { attacks } from './attacks.ts'

// This runs in a separate process, so that making requests and reading responses does not delay the process that measures.

export type AttackOrder = { name: string; url: string; fixture: Fixture; ms: number }
/** `isEffective` tells whether a request got the status that the attack expects. */
export type AttackResponses = { total: number; responses: string; isEffective: boolean }

// Addresses of this machine in four networks. The service sees each address as a different caller.
const attackers = Array.from({ length: 8 }, (_, index) => `127.0.${index % 4}.${index + 10}`)
// Each attacker sends ten requests a second, the limit of a caller, without waiting for the responses.
const pauseMs = 100
const maxPending = 50

async function sendAttack({ name, url, fixture, ms }: AttackOrder): Promise<AttackResponses> {
  const attack = attacks.find((each) => each.name === name)
  if (!attack) throw new Error(`there is no attack ${name}`)
  const until = performance.now() + ms
  const tally = new Tally()
  let n = 0
  const sendFrom = async (address: string) => {
    const pending = new Set<Promise<void>>()
    while (performance.now() < until) {
      if (pending.size < maxPending) {
        const request = attack.next(n, fixture)
        if (!request) return
        n += 1
        const sending = sendAttackRequest(url, request, address).then(({ status }) =>
          tally.add(String(status)),
        )
        pending.add(sending)
        void sending.then(() => pending.delete(sending))
      }
      await sleep(pauseMs)
    }
    await Promise.all(pending)
  }
  await Promise.all(attackers.map(sendFrom))
  const isEffective = attack.expects === null || tally.has(String(attack.expects))
  return { total: n, responses: tally.toString(), isEffective }
}

const [order] = await once(process, 'message')
process.send?.(await sendAttack(order as AttackOrder))
