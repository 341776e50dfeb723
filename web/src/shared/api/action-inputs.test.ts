import { globSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'

const src = `${import.meta.dirname}/../../`

/** The names in the body of a component that change while it is on the screen: what a hook returned, and what is computed from it. */
function stateNames(component: ts.FunctionLikeDeclaration): Set<string> {
  const names = new Set<string>()
  const addNames = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.add(name.text)
    else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name)
  }
  const { body } = component
  const statements = body && ts.isBlock(body) ? body.statements : []
  for (const statement of statements)
    if (ts.isVariableStatement(statement))
      for (const { name, initializer } of statement.declarationList.declarations) {
        const read = initializer ? identifiersIn(initializer) : []
        if (read.some((each) => names.has(each) || /^use[A-Z]/.test(each))) addNames(name)
      }
  return names
}

function identifiersIn(node: ts.Node): string[] {
  if (ts.isTypeNode(node)) return []
  if (ts.isIdentifier(node)) return [node.text]
  if (ts.isPropertyAccessExpression(node)) return identifiersIn(node.expression)
  if (ts.isPropertyAssignment(node)) return identifiersIn(node.initializer)
  if (ts.isShorthandPropertyAssignment(node)) return [node.name.text]
  const names: string[] = []
  ts.forEachChild(node, (child) => void names.push(...identifiersIn(child)))
  return names
}

function enclosingFunction(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) return node
  return node.parent && enclosingFunction(node.parent)
}

/** The state of the component that the `run` of an action reads. */
function stateReadByRun(file: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit)
    if (!ts.isCallExpression(node) || !['useAction', 'useMoneyAction'].includes(node.expression.getText()))
      return
    const [action] = node.arguments
    if (!action || !ts.isObjectLiteralExpression(action)) return
    const run = action.properties.find((each) => each.name?.getText() === 'run')
    const component = enclosingFunction(node)
    if (!run || !component) return
    const state = stateNames(component)
    const parameters =
      ts.isPropertyAssignment(run) && ts.isArrowFunction(run.initializer) ? run.initializer.parameters : []
    const own = new Set(parameters.flatMap((each) => identifiersIn(each.name)))
    for (const name of new Set(identifiersIn(run))) if (state.has(name) && !own.has(name)) found.push(name)
  }
  visit(file)
  return found
}

it('What the `run` of an action sends is in its input: it reads no state of the component', () => {
  const found = globSync('**/*.{ts,tsx}', { cwd: src }).flatMap((path) => {
    const file = ts.createSourceFile(path, readFileSync(src + path, 'utf8'), ts.ScriptTarget.Latest, true)
    return stateReadByRun(file).map((name) => `${path}: ${name}`)
  })
  expect(found).toEqual([])
})

it('State is found where it was computed from a hook, and props and constants are not state', () => {
  const source = `function Dialog({ space, edit }) {
    const [from, setFrom] = useState('')
    const period = { from, to: '' }
    const { headers } = edit
    const close = useAction({ run: (reason) => post(space.id, { from, reason, ...period, headers }) })
  }`
  const file = ts.createSourceFile('dialog.tsx', source, ts.ScriptTarget.Latest, true)
  expect(stateReadByRun(file)).toEqual(['from', 'period'])
})
