/**
 * The profile that V8 writes with --cpu-prof: the node of the call tree that was running at each sample, and the time since the sample
 * before.
 */
export type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[]
  samples: number[]
  timeDeltas: number[]
}

/**
 * The last `seconds` of a profile as text: the time in functions (without the functions that they call), by package or file, then by
 * function.
 */
export function formatProfile(profile: Profile, seconds: number): string {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const [byPlace, byFunction] = [new Map<string, number>(), new Map<string, number>()]
  let left = seconds * 1e6
  let busy = 0
  for (let index = profile.samples.length - 1; index >= 0 && left > 0; index--) {
    const took = profile.timeDeltas[index] ?? 0
    left -= took
    const frame = frames.get(profile.samples[index] ?? 0)
    if (!frame || frame.functionName === '(idle)') continue
    busy += took
    const place = placeOf(frame)
    add(byPlace, place, took)
    add(byFunction, `${frame.functionName || '(anonymous)'}  ${place}`, took)
  }
  const share = `busy ${((busy / seconds / 1e6) * 100).toFixed(0)} % of the time`
  return [share, '', ...top(byPlace, busy, 15), '', ...top(byFunction, busy, 25)].join('\n')
}

const add = (sums: Map<string, number>, name: string, took: number) =>
  sums.set(name, (sums.get(name) ?? 0) + took)

const top = (sums: Map<string, number>, whole: number, count: number): string[] =>
  [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, took]) => `${((took / whole) * 100).toFixed(1).padStart(5)} %  ${name}`)

/** The package, the file of the service, or V8 and Node themselves. */
function placeOf({ url, functionName }: { url: string; functionName: string }): string {
  const pack = /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(url)?.[1]
  if (pack) return pack
  if (url.startsWith('node:')) return url
  const own = /server\/src\/(.*)$/.exec(url)?.[1]
  return own ?? (functionName.startsWith('(') ? 'V8' : 'native')
}
