let forms = 0

/** A form on a page has changes that are not saved, until the returned function is called. */
export function addUnsavedChanges(): () => void {
  forms += 1
  return () => {
    forms -= 1
  }
}

export const hasUnsavedChanges = (): boolean => forms > 0
