// Loaded before Portcullis: when the demo is killed, what it started must not stay behind.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
