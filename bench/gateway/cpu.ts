import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** CPU time that was used, in milliseconds. */
export interface CpuTime {
  /** By the serving process, all threads. */
  own: number
  /** By PostgreSQL: its postmaster and every live child. */
  postgres: number
}

/**
 * Waits until a process has nothing to do: after its start it still loads pages in the background, which would be
 * measured as the first clients' latency.
 */
export async function settled(pid: number, postmaster: number): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 120; tries += 1) {
    const before = cpuTime(pid, postmaster)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const after = cpuTime(pid, postmaster)
    quiet = before === null || after === null || after.own - before.own < 15 ? quiet + 1 : 0
  }
}

let ticksPerSecond: number | undefined

/** Reads what the kernel counted. @returns null where there is no /proc (outside of Linux) */
export function cpuTime(pid: number, postmaster: number): CpuTime | null {
  try {
    ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === postmaster)
    const postgres = [String(postmaster), ...children].reduce((sum, each) => sum + used(each), 0)
    return { own: used(String(pid)), postgres }
  } catch {
    return null
  }
}

// The second field is the program's name, which may hold spaces and brackets.
function fields(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
  } catch {
    return []
  }
}

const parentOf = (pid: string) => Number(fields(pid)[1])

function used(pid: string): number {
  const [user, system] = fields(pid).slice(11, 13).map(Number)
  return (((user ?? 0) + (system ?? 0)) * 1000) / (ticksPerSecond ?? 100)
}
