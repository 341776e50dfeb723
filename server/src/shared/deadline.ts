/**
 * Returns the result of `work`, or rejects with the error of `timeoutError` when `work` takes longer. The work itself goes on, and its
 * result is ignored.
 */
export async function withDeadline<T>(ms: number, work: Promise<T>, timeoutError: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError()), ms)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
