import { expect, test } from 'vitest'
import { splitCommand } from '#components/servers/split-command.ts'

test('an open quote is not guessed at', () => {
  expect(splitCommand('npx "a b')).toBeNull()
})

test.each([
  ['npx -y pkg@1.2.3', ['npx', '-y', 'pkg@1.2.3']],
  ['  node   server.js  ', ['node', 'server.js']],
  [`run "two words" 'and "more"'`, ['run', 'two words', 'and "more"']],
  ['a\\ b c', ['a b', 'c']],
  [`x '' y`, ['x', '', 'y']],
  ['echo $HOME', ['echo', '$HOME']],
  ['', []],
])('%s', (line, words) => {
  expect(splitCommand(line)).toEqual(words)
})
