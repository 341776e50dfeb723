/** A storage of the browser. Where the browser blocks it or it is full, the values are kept in the memory of this page instead. */
function createStore(storage: () => Storage) {
  /** The values that the storage has refused; each is newer than a value of the storage with its key. */
  const memory = new Map<string, string>()
  return {
    get: (key: string): string | null => {
      const inMemory = memory.get(key)
      if (inMemory !== undefined) return inMemory
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    set: (key: string, value: string): void => {
      memory.delete(key)
      try {
        storage().setItem(key, value)
      } catch {
        memory.set(key, value)
      }
    },
    remove: (key: string): void => {
      memory.delete(key)
      try {
        storage().removeItem(key)
      } catch {
        // A blocked storage has no value.
      }
    },
  }
}

export const localStore = createStore(() => localStorage)
export const sessionStore = createStore(() => sessionStorage)
