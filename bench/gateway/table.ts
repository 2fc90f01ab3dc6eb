import type { Measured } from './measure.ts'

/** The results for people. CPU is only Portcullis's: what the others use is not ours. */
export function table(measured: readonly Measured[]): string {
  const head = [
    'clients',
    'path',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'calls/s',
    'p50 ratio',
    '(per round)',
    'CPU ms/1000',
    'PG CPU ms/1000',
  ]
  const rows = measured.map((each) => [
    String(each.clients),
    each.target,
    each.p50.toFixed(2),
    each.p95.toFixed(2),
    each.p99.toFixed(2),
    each.callsPerSecond.toFixed(0),
    `${each.ratio.toFixed(2)}x`,
    `${each.ratioRange[0].toFixed(2)}-${each.ratioRange[1].toFixed(2)}`,
    each.target === 'portcullis' && each.cpu ? each.cpu.own.toFixed(0) : '',
    each.target === 'portcullis' && each.cpu ? each.cpu.postgres.toFixed(0) : '',
  ])
  return aligned([head, ...rows])
}

/** Where PostgreSQL's functions spent their time; `self` is without the functions that they call. */
export function functionTable(
  functions: readonly { name: string; calls: number; total: number; self: number }[],
): string {
  const rows = functions.map(({ name, calls, total, self }) => [
    name,
    String(calls),
    (total / calls).toFixed(3),
    (self / calls).toFixed(3),
    self.toFixed(0),
  ])
  return aligned([['SQL function', 'calls', 'ms each', 'ms self each', 'ms self'], ...rows])
}

function aligned(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [head = [], ...rest] = rows
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rest.map(line), ''].join('\n')
}
