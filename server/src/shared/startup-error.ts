/** The service cannot start. The message is for the operator: a sentence that says what is wrong and what to do. */
export class StartupError extends Error {
  override name = 'StartupError'
}
