import { Server } from 'node:net'

// Runs an MCP server's own program, named by the first argument, as the demo wants it: on loopback (by itself it would
// listen on every address), telling its parent when it does, and gone when its parent is. Root runs a copy of this file
// elsewhere, under another user id, so it uses nothing but Node.

const [, , program = '', ...words] = process.argv
process.argv = [process.execPath, program, ...words]

const listen = Server.prototype.listen
Server.prototype.listen = function listenOnLoopback(port, ready) {
  return listen.call(this, { port: Number(port), host: '127.0.0.1' }, () => {
    process.send?.('listening')
    ready?.call(this)
  })
}
process.on('disconnect', () => process.exit())

await import(program)
