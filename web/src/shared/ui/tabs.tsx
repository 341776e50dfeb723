import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { useInSight } from './use-in-sight.ts'

type Props<V extends string> = {
  label: string
  value: V
  tabs: { value: V; label: string }[]
  onChange: (value: V) => void
  /** The panel of the tab that is chosen. */
  children: ReactNode
}

export function Tabs<V extends string>({ label, value, tabs, onChange, children }: Props<V>) {
  const list = useRef<HTMLDivElement>(null)
  useInSight(list, '[data-state=active]', value)
  return (
    <Radix.Root
      value={value}
      onValueChange={(chosen) => onChange(chosen as V)}
      className="grid grid-cols-1 gap-4"
    >
      <Radix.List ref={list} aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px min-h-11 border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-soft hover:text-ink data-[state=active]:border-brand data-[state=active]:text-brand-strong"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="grid grid-cols-1 gap-4">
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}
