import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { createTestServer } from '#server/gateway/testing/create-test-server.ts'
import { newTestServerState } from '#server/gateway/testing/test-tools.ts'

// Runnable: `node server/gateway/testing/stdio-test-server.ts [noise]`. Needs Node 24 (type stripping).
// With `noise` it writes what badly behaved servers write to stdout, before and between its messages.
if (process.argv.includes('noise')) {
  const junk = 'Server listening...\n{"not":"json-rpc"}\n{half an object\n[1,2]\n\n\u0000\u0001\n'
  process.stdout.write(junk)
  setInterval(() => process.stdout.write(junk), 5).unref()
  process.stderr.write('a line on stderr is not an error\n')
}

await createTestServer(newTestServerState()).connect(new StdioServerTransport())
