import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const src = join(import.meta.dirname, '../..')
const spokenAttributes =
  /^(label|title|hint|placeholder|alt|aria-label|aria-description|aria-roledescription|summary)$/
const hasWord = (text: string) => /\p{L}{2}/u.test(text)

/** Text of a component that users would read or hear and that is written outside shared/i18n, as `line: text`. */
function hardCoded(file: string, source: string): string[] {
  const found: string[] = []
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TSX)
  const note = (node: ts.Node, text: string) =>
    hasWord(text) &&
    found.push(`${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`)
  const literalIn = (node: ts.Node | undefined): void => {
    if (!node) return
    if (ts.isStringLiteralLike(node)) note(node, node.text)
    else if (ts.isTemplateExpression(node))
      note(node, node.head.text + node.templateSpans.map((s) => s.literal.text).join(''))
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(literalIn)
    else if (ts.isBinaryExpression(node)) literalIn(node.right)
    else if (ts.isJsxExpression(node)) literalIn(node.expression)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text)
    else if (ts.isJsxAttribute(node) && spokenAttributes.test(node.name.getText()))
      literalIn(node.initializer)
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) literalIn(node.expression)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

describe('the screens', () => {
  it('take every word from shared/i18n', async () => {
    const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('.tsx'))
    expect(files.length).toBeGreaterThan(10)
    const found: string[] = []
    for (const file of files)
      for (const line of hardCoded(file, await readFile(join(src, file), 'utf8')))
        found.push(`${file}:${line}`)
    expect(found).toEqual([])
  })
})

describe('the search for hard-coded text', () => {
  it('finds text between tags, in attributes that are read out, and in conditions', () => {
    const source = `const a = <p title="Hello there" className="not this">Text {ok ? 'yes it is' : x} {\`for \${n} days\`}</p>`
    expect(hardCoded('a.tsx', source).map((line) => line.slice(3))).toEqual([
      'Hello there',
      'Text',
      'yes it is',
      'for  days',
    ])
  })

  it('leaves class names, keys and punctuation alone', () => {
    expect(
      hardCoded('a.tsx', `const a = <p className="x y" key="abc">{t('some.key')} · {value} %</p>`),
    ).toEqual([])
  })
})
