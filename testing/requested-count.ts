/** The whole number above 0 that an environment variable asks the tests for; null where it is not set. */
export function requestedCount(name: string): number | null {
  const text = process.env[name]
  if (!text) return null
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${name} is a whole number above 0, not "${text}"`)
  return Number(text)
}
