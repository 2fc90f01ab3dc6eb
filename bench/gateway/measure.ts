import { cpuTime } from './cpu.ts'
import type { Load, Round, Target } from './load.ts'
import { median, quantile, shuffled, sorted } from './statistics.ts'

/** What was measured of one target with a number of clients. Times in milliseconds. */
export interface Measured {
  target: string
  clients: number
  calls: number
  p50: number
  p95: number
  p99: number
  callsPerSecond: number
  /** Of the median latency to the direct one's of the same run. */
  ratio: number
  /** The least and the greatest ratio within one round. */
  ratioRange: [number, number]
  /** CPU milliseconds per 1,000 calls. */
  cpu: { own: number; postgres: number } | null
}

interface Plan {
  clients: number
  rounds: number
  seconds: number
}

interface Taken {
  rounds: Round[]
  cpu: { own: number; postgres: number } | null
}

const WARM_UP = 1.5

/** Warms every target up, then lets them take turns, in an order that is drawn anew each round. The first is the base. */
export async function measure(
  targets: readonly Target[],
  loads: readonly Load[],
  plan: Plan,
  pids: { portcullis: number; postmaster: number },
): Promise<Measured[]> {
  const runs = targets.map((target, index) => ({ target, load: loads[index] as Load, taken: empty() }))
  for (const { load } of runs) await load.round(WARM_UP)
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { load, taken } of shuffled(runs)) {
      const before = cpuTime(pids.portcullis, pids.postmaster)
      taken.rounds.push(await load.round(plan.seconds))
      const after = cpuTime(pids.portcullis, pids.postmaster)
      if (taken.cpu === null || before === null || after === null) taken.cpu = null
      else {
        taken.cpu.own += after.own - before.own
        taken.cpu.postgres += after.postgres - before.postgres
      }
    }
  }
  const base = runs[0]?.taken ?? empty()
  return runs.map(({ target, taken }) => summary(target.name, plan.clients, taken, base))
}

const empty = (): Taken => ({ rounds: [], cpu: { own: 0, postgres: 0 } })

function summary(target: string, clients: number, { rounds, cpu }: Taken, base: Taken): Measured {
  const all = sorted(rounds.map((round) => round.latencies))
  const medians = rounds.map((round) => medianOf(round))
  const ratios = medians.map((each, index) => each / medianOf(base.rounds[index]))
  return {
    target,
    clients,
    calls: all.length,
    p50: quantile(all, 0.5),
    p95: quantile(all, 0.95),
    p99: quantile(all, 0.99),
    callsPerSecond: median(rounds.map((round) => round.calls / round.seconds)),
    ratio: quantile(all, 0.5) / quantile(sorted(base.rounds.map((round) => round.latencies)), 0.5),
    ratioRange: [Math.min(...ratios), Math.max(...ratios)],
    cpu: cpu && { own: (cpu.own / all.length) * 1000, postgres: (cpu.postgres / all.length) * 1000 },
  }
}

function medianOf(round: Round | undefined): number {
  return quantile(sorted(round ? [round.latencies] : []), 0.5)
}
