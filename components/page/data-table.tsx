'use client'
import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { cn } from '#components/ui/cn.ts'
import { RowTh, Table, Td, Th, Tr } from '#components/ui/table.tsx'

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
})

export interface Column<T> {
  id: string
  header: string
  cell: (row: T) => ReactNode
  /** Makes the column sortable by this value; undefined goes last. */
  sort?: (row: T) => string | number | undefined
  numeric?: boolean
}

/** A table whose columns sort. The first column names the row and stays in view. Keep `columns` stable. */
export function DataTable<T extends RowData>({
  caption,
  columns,
  rows,
  rowId,
}: {
  caption: string
  columns: Column<T>[]
  rows: T[]
  rowId: (row: T) => string
}) {
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, T> => ({
          id: column.id,
          accessorFn: (row) => column.sort?.(row),
          header: column.header,
          enableSorting: column.sort !== undefined,
          sortFn: 'alphanumeric',
          sortUndefined: 'last',
        }),
      ),
    [columns],
  )
  const table = useTable({ features, columns: definitions, data: rows, getRowId: rowId, enableSortingRemoval: true })
  const byId = new Map(columns.map((column) => [column.id, column]))
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          {table.getHeaderGroups()[0]?.headers.map(({ column }, index) => {
            const sorted = column.getIsSorted()
            const Icon = sorted === 'asc' ? ArrowUp : sorted === 'desc' ? ArrowDown : ChevronsUpDown
            const own = byId.get(column.id)
            return (
              <Th
                key={column.id}
                aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : undefined}
                className={cn(index === 0 && 'sticky left-0 z-10', own?.numeric && 'text-right')}
              >
                {column.getCanSort() ? (
                  <button
                    type="button"
                    onClick={() => column.toggleSorting()}
                    className="-mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-foreground"
                  >
                    {own?.header}
                    <Icon aria-hidden className={cn('size-3', !sorted && 'opacity-50')} />
                  </button>
                ) : (
                  own?.header
                )}
              </Th>
            )
          })}
        </tr>
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <Tr key={row.id}>
            {columns.map((column, index) => {
              const content = column.cell(row.original)
              if (index === 0) return <RowTh key={column.id}>{content}</RowTh>
              return (
                <Td key={column.id} className={cn(column.numeric && 'text-right tabular-nums')}>
                  {content}
                </Td>
              )
            })}
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}
