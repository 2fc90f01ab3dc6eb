import { basename, isAbsolute, normalize } from 'node:path'
import { problemOfProgram } from '#server/gateway/upstream/program-rules.ts'
import { UpstreamError } from '#server/gateway/upstream/upstream-error.ts'

// One file that is many programs, told apart by the name it is called under: that name was checked already.
const MULTI_CALL = new Set(['busybox', 'toybox', 'coreutils', 'bun'])

/**
 * Decides whether a stdio server's command may be started.
 * @param allowed STDIO_COMMANDS: names or absolute paths, matched exactly
 * @throws UpstreamError `command_not_allowed`, with a reason for the admin
 */
export function checkCommand(command: string, args: readonly string[], allowed: readonly string[]): void {
  refuseIf(problemOfCommand(command, args, allowed))
}

/** Applies the rules once more to the program that links lead to: another name must not be another program. */
export function checkRealName(realName: string, args: readonly string[]): void {
  if (!MULTI_CALL.has(realName)) refuseIf(problemOfProgram(realName, args))
}

function problemOfCommand(command: string, args: readonly string[], allowed: readonly string[]): string | null {
  if (allowed.length === 0) return 'stdio servers are off here: STDIO_COMMANDS is empty'
  if (!allowed.includes(command)) return 'the command is not in STDIO_COMMANDS'
  if (command.includes('/') && (!isAbsolute(command) || normalize(command) !== command)) {
    return 'the command must be a name or an absolute path'
  }
  return problemOfProgram(basename(command), args)
}

function refuseIf(problem: string | null): void {
  if (problem !== null) throw new UpstreamError('command_not_allowed', problem)
}
