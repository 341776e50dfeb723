import type { Config } from '../config.ts'

/** The `application_name` of the connections of an instance that runs the background jobs. */
export const applicationNameWithJobs = 'coworking-manager'

/** The `application_name` of the connections of a tool, such as `make audit`. */
export const applicationNameOfTools = 'coworking-manager tool'

/** The `application_name` of the connections of an instance. */
export const applicationNameOf = ({ PROCESS }: Pick<Config, 'PROCESS'>): string =>
  PROCESS === 'web' ? 'coworking-manager web' : applicationNameWithJobs
