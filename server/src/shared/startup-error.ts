/** The service cannot start. The message is for the operator: a sentence that names the fault and the remedy. */
export class StartupError extends Error {
  override name = 'StartupError'
}
