import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { compileCache } from './compile-cache.ts'

type ToolOutcome = { code: number; stdout: string; stderr: string }

/** Runs a tool of `server/src` as `make` does, with these settings alone. */
export function runTool(
  file: string,
  args: string[],
  settings: Record<string, string>,
): Promise<ToolOutcome> {
  const path = join(import.meta.dirname, '../../server/src', file)
  const env = { PATH: process.env.PATH, ...compileCache(), ...settings }
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
