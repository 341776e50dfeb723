// The translation of a browser replaces each text by a `<font>` element with the translated text. React does not know that: it would insert an
// element before the replaced text, or remove that text, which throws and destroys the page, and it would write a new text, such as another
// amount on a button, into the text that is no longer on the page (https://github.com/facebook/react/issues/11538).

const translations = new WeakMap<Node, Element>()
const known = new WeakSet<Element>()

/** The child of `parent` that stands for `node`: its translation where a translation has replaced it, otherwise `node`. */
function childFor<Child extends Node | null>(parent: Node, node: Child): Child | Element {
  if (node === null || node.parentNode === parent) return node
  const translation = translations.get(node)
  return translation?.parentNode === parent ? translation : node
}

/** Lets React change a page that the browser translates. A text that changes is shown in the language of the app until it is translated, too. */
export function allowTranslation(): void {
  const changedTexts = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const translation = translations.get(target)
      if (!target.isConnected && translation?.isConnected) translation.replaceWith(target)
    }
  })
  const replacedTexts = new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of changes) {
      const text = removedNodes[0]
      if (!(text instanceof Text)) continue
      const translation = [addedNodes[0], previousSibling, nextSibling].find(isTranslation)
      if (!translation || known.has(translation)) continue
      known.add(translation)
      translations.set(text, translation)
      changedTexts.observe(text, { characterData: true })
    }
  })
  replacedTexts.observe(document.body, { childList: true, subtree: true })

  const { insertBefore, removeChild } = Node.prototype
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, before: Node | null): T {
    return insertBefore.call(this, node, childFor(this, before)) as T
  }
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    return removeChild.call(this, childFor(this, child)) as T
  }
}

const isTranslation = (node: Node | null | undefined): node is Element =>
  node instanceof Element && node.localName === 'font'
