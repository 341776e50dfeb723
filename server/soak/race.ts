import { type FigureRow, percentileMs, Tally } from '../../testing/figures.ts'
import type { ClientResponse } from '../../testing/processes/http-client.ts'

type Expected = {
  /** The number of clients whose request succeeds. */
  winners: number
  /** The problem code of the other responses. */
  refusal: string
}

/** Compares the responses to many simultaneous clients with the expected ones, round by round. */
export type Race = {
  checkRound(round: number, responses: ClientResponse<unknown>[], expected: Expected): void
  broken: string[]
  row(): FigureRow
}

export function createRace(name: string): Race {
  const tally = new Tally()
  const broken: string[] = []
  const [won, lost]: [number[], number[]] = [[], []]
  return {
    broken,
    checkRound(round, responses, { winners, refusal }) {
      let successes = 0
      for (const { status, body, ms } of responses) {
        const isWinner = status < 300
        tally.add(isWinner ? `${status}` : `${status} ${body.code}`)
        ;(isWinner ? won : lost).push(ms)
        successes += Number(isWinner)
        if (!isWinner && body.code !== refusal) broken.push(`${name} ${round}: ${JSON.stringify(body)}`)
      }
      if (successes !== winners) broken.push(`${name} ${round}: ${successes} succeeded, not ${winners}`)
    },
    row: () => ({
      race: name,
      responses: String(tally),
      'winners p50 / p99 ms': `${percentileMs(won, 0.5)} / ${percentileMs(won, 0.99)}`,
      'others p50 / p99 / max ms': `${percentileMs(lost, 0.5)} / ${percentileMs(lost, 0.99)} / ${percentileMs(lost, 1)}`,
    }),
  }
}
