/**
 * Faults. Each number is how many of the next calls have the fault; they are calls that change something, unless the fault says otherwise.
 */
export type Faults = {
  /** This many calls are carried out and answered with 500. */
  failAfter: number
  /** This many calls are answered with 500 and not carried out. */
  failBefore: number
  /** This many calls are refused with 400 and not carried out. */
  refuse: number
  /** This many calls are carried out, and the connection breaks before the response. */
  cut: number
  /** This many calls are carried out and never answered. */
  hang: number
  /** This many calls are carried out, and answered only after half a second: a webhook may be faster than the response. */
  slow: number
  /** The next call is carried out, and answered when this promise is resolved. */
  heldUntil: Promise<void> | null
  /** This many reading calls are answered with 500. */
  failReads: number
  /** This many reading calls are refused with 400. */
  refuseReads: number
  /** This many calls, reading ones too, are answered by a body that never ends: a byte each 20 ms. */
  dribble: number
  /** This many calls, reading ones too, are answered by the reply and 2 MB of white space. */
  flood: number
  /** Refunds stay pending until `finishRefund`. */
  slowRefunds: boolean
  /** Every refund is refused. */
  refuseRefunds: boolean
  /** Replaces the body of each successful response. */
  reshape: ((body: unknown) => unknown) | null
}

export const noFaults = (): Faults => ({
  failAfter: 0,
  failBefore: 0,
  refuse: 0,
  cut: 0,
  hang: 0,
  slow: 0,
  heldUntil: null,
  failReads: 0,
  refuseReads: 0,
  dribble: 0,
  flood: 0,
  slowRefunds: false,
  refuseRefunds: false,
  reshape: null,
})
