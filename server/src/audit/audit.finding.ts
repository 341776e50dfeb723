/** A row that violates a check: the name of the check, the row's id (null where the fault has no row of its own), and the fault. */
export type Finding = { check: string; id: string | null; detail: string }

/** The row and the fault, for the operator. */
export const textOfFinding = ({ id, detail }: Finding): string => (id === null ? detail : `${id}: ${detail}`)
