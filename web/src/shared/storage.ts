/** A storage of the browser. Where the browser blocks it, each use of it throws, and the values are kept in the memory of this page instead. */
function createStore(storage: () => Storage) {
  const memory = new Map<string, string>()
  const tryStorage = <T>(use: (storage: Storage) => T, instead: () => T): T => {
    try {
      return use(storage())
    } catch {
      return instead()
    }
  }
  return {
    get: (key: string): string | null =>
      tryStorage(
        (stored) => stored.getItem(key),
        () => memory.get(key) ?? null,
      ),
    set: (key: string, value: string): void =>
      tryStorage(
        (stored) => stored.setItem(key, value),
        () => void memory.set(key, value),
      ),
    remove: (key: string): void =>
      tryStorage(
        (stored) => stored.removeItem(key),
        () => void memory.delete(key),
      ),
  }
}

export const localStore = createStore(() => localStorage)
export const sessionStore = createStore(() => sessionStorage)
