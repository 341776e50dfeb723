import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { classes } from './classes.ts'
import { useScrollToChosen } from './use-scroll-to-chosen.ts'

type Props<V extends string> = {
  label: string
  value: V
  labelOf: (value: V) => string
  /** The panel of every tab, in the order of the tabs: a tab without a panel does not compile. */
  panels: Record<V, () => ReactNode>
  onChange: (value: V) => void
}

/** Shows one of several panels. Arrow keys, Home and End go from tab to tab, the Tab key from the chosen tab into its panel. */
export function Tabs<V extends string>({ label, value, labelOf, panels, onChange }: Props<V>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  useScrollToChosen(list, '[aria-selected=true]', value)
  const values = Object.keys(panels) as V[]
  const choose = (next: V) => {
    list.current?.querySelector<HTMLElement>(`[data-value="${next}"]`)?.focus()
    onChange(next)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(values, value, event.key)
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="flex gap-1 overflow-x-auto border-b border-line"
      >
        {values.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            id={`${id}-${each}`}
            data-value={each}
            aria-selected={each === value}
            aria-controls={`${id}-panel`}
            tabIndex={each === value ? 0 : -1}
            onClick={() => onChange(each)}
            className={classes(
              '-mb-px min-h-11 border-b-2 px-3 font-medium whitespace-nowrap',
              each === value
                ? 'border-brand text-brand-strong'
                : 'border-transparent text-soft hover:text-ink',
            )}
          >
            {labelOf(each)}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className="grid grid-cols-1 gap-4"
      >
        {panels[value]()}
      </div>
    </div>
  )
}

function neighbour<V>(values: V[], value: V, key: string): V | undefined {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
  if (step) return values[(values.indexOf(value) + step + values.length) % values.length]
  return key === 'Home' ? values[0] : key === 'End' ? values.at(-1) : undefined
}
