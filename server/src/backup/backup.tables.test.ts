import { describe, expect, it } from 'vitest'
import { inOrderOfReferences } from './backup.tables.ts'

describe('the order of tables', () => {
  const table = (name: string, ...references: string[]) => ({ name, columns: ['id'], references })

  it('puts each after those that it refers to', () => {
    const ordered = inOrderOfReferences([
      table('a', 'b', 'c'),
      table('b', 'c'),
      table('c'),
      table('d', 'gone'),
    ])
    expect(ordered.map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a'])
  })

  it('names those that refer to each other in a circle', () => {
    const tables = [table('a', 'b'), table('b', 'a'), table('c')]
    expect(() => inOrderOfReferences(tables)).toThrow('The foreign keys between a, b go in a circle')
  })
})
