import { spawn } from 'node:child_process'

/** How long something took, for people. */
export function elapsed(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

/** Does one named step and prints a line with its time; a step that fails prints that and throws. */
export async function step(name, work) {
  const since = performance.now()
  try {
    const result = await work()
    process.stdout.write(`✓ ${name} (${elapsed(since)})\n`)
    return result
  } catch (error) {
    process.stdout.write(`✗ ${name} (${elapsed(since)})\n`)
    throw error
  }
}

/**
 * Runs a program and waits for it.
 *
 * @param options.show prints its output as it comes; otherwise the output is kept and belongs to the error on failure.
 * @returns its exit code and kept output; throws when it could not be started, or when it failed and `check` is set.
 */
export function run(command, args, { env = process.env, show = false, check = true, cwd } = {}) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  })
  const kept = []
  child.stdout?.on('data', (chunk) => kept.push(chunk))
  child.stderr?.on('data', (chunk) => kept.push(chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const output = Buffer.concat(kept).toString('utf8')
      if (code === 0 || !check) resolve({ code: code ?? 1, output })
      else reject(new Error(`${command} ${args.join(' ')} failed (${signal ?? code}).\n${output.trimEnd()}`))
    })
  })
}
