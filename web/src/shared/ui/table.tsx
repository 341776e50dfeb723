import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { ScrollArea } from './scroll-area.tsx'

export type Column<Row> = {
  key: string
  title: string
  cell: (row: Row) => ReactNode
  /** Figures are aligned to the right. */
  isFigure?: boolean
  /** Lists and sentences get a wider column, so that a phone does not break them into many lines. */
  isLong?: boolean
}

type Props<Row> = {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  keyOf: (row: Row) => string
  /** A last line, cell by cell. */
  footer?: ReactNode[]
}

/**
 * A table with a heading for each column. A column of text has a greatest width, so that a long word breaks. A table that is
 * wider than the screen is scrolled inside its frame, not with the page, also by the keyboard.
 */
export function Table<Row>({ caption, columns, rows, keyOf, footer }: Props<Row>) {
  const align = ({ isFigure, isLong }: Column<Row>) =>
    isFigure
      ? 'text-right whitespace-nowrap'
      : isLong
        ? 'max-w-prose max-sm:min-w-56 text-left'
        : 'max-w-72 max-sm:min-w-28 text-left'
  return (
    <ScrollArea label={caption} className="rounded-xl border border-line bg-surface">
      <table className="w-full border-collapse text-[0.9375rem]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-sm text-soft">
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classes('px-3 py-2.5 font-medium', align(column))}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th
                    key={column.key}
                    scope="row"
                    className={classes('px-3 py-2.5 font-medium', align(column))}
                  >
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={classes('px-3 py-2.5', align(column))}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
        {footer && (
          <tfoot className="border-t border-line font-semibold">
            <tr>
              {columns.map((column, index) => (
                <td key={column.key} className={classes('px-3 py-2.5', align(column))}>
                  {footer[index]}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </ScrollArea>
  )
}
