import { adminSettings, runService } from '../../testing/processes/service-process.ts'

export type RunningService = { url: string; stop(): Promise<void> }

/** Starts the service in a separate process, by the script that people use, on a free port, unless the settings have a PORT. */
export async function startService(settings: Record<string, string>): Promise<RunningService> {
  const run = runService({ ...adminSettings, ...settings })
  return {
    url: await run.ready(),
    stop: async () => {
      run.child.kill('SIGTERM')
      await run.exited
    },
  }
}
