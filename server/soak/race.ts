import { type Line, percentileMs, Tally } from '../../testing/figures.ts'
import type { Answer } from '../../testing/processes/http-client.ts'

type Expected = {
  /** How many of the clients get what they ask for. */
  winners: number
  /** The code of the answer that the others get. */
  refusal: string
}

/** The answers to many clients at once, round after round, compared with the expected ones. */
export type Race = {
  judge(round: number, answers: Answer<unknown>[], expected: Expected): void
  broken: string[]
  line(): Line
}

export function createRace(name: string): Race {
  const tally = new Tally()
  const broken: string[] = []
  const [won, lost]: [number[], number[]] = [[], []]
  return {
    broken,
    judge(round, answers, { winners, refusal }) {
      let successes = 0
      for (const { status, body, ms } of answers) {
        const isWinner = status < 300
        tally.add(isWinner ? `${status}` : `${status} ${body.code}`)
        ;(isWinner ? won : lost).push(ms)
        successes += Number(isWinner)
        if (!isWinner && body.code !== refusal) broken.push(`${name} ${round}: ${JSON.stringify(body)}`)
      }
      if (successes !== winners) broken.push(`${name} ${round}: ${successes} succeeded, not ${winners}`)
    },
    line: () => ({
      race: name,
      answers: String(tally),
      'winners p50 / p99 ms': `${percentileMs(won, 0.5)} / ${percentileMs(won, 0.99)}`,
      'others p50 / p99 / most ms': `${percentileMs(lost, 0.5)} / ${percentileMs(lost, 0.99)} / ${percentileMs(lost, 1)}`,
    }),
  }
}
