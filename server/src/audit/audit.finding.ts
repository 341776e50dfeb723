/** A row that violates a check: the name of the check, the row's id (null where the fault has no row of its own), and the fault. */
export type Finding = { check: string; id: string | null; detail: string }

/** Prints the findings for the operator. */
export function printFaults(findings: Finding[]): void {
  for (const { check, id, detail } of findings)
    console.log(`FAULT  This rule is violated: ${check}\n       ${id === null ? detail : `${id}: ${detail}`}`)
}
