import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { useDatabase } from '#server/db/testing/database.ts'
import { makeWorld } from '#server/gateway/spec/testing/make-world.ts'
import { textOf } from '#server/gateway/spec/testing/raw-client.ts'
import { publishedServer } from '#server/gateway/spec/testing/stdio-programs.ts'
import { useGateway } from '#server/gateway/spec/testing/use-gateway.ts'

const db = useDatabase()
const gateway = useGateway(db)
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

describe('published servers, behind the gateway', () => {
  it('server-everything lists what it lists to a client without capabilities, and answers', async () => {
    const world = await makeWorld(db, publishedServer('server-everything', 'stdio'), [])
    await world.grant('full_access')
    const session = await gateway.session(world)
    const listed = await session.listed()
    expect(listed).toContain('echo')
    expect(listed).not.toContain('trigger-sampling-request')
    for (const name of ['read_note', 'no-such-tool'])
      expect(textOf(await session.call(name))).toContain('may not use the tool')
    expect(textOf(await session.call('echo', { message: 'through the gate' }))).toContain('through the gate')
    expect((await session.ask('resources/list')).result?.resources).not.toEqual([])
    expect((await session.ask('prompts/list')).result?.prompts).not.toEqual([])
  })

  it('server-filesystem stays in its folder, and its new tools are nothing to a reader until somebody confirms them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    folders.push(folder)
    await writeFile(join(folder, 'note.txt'), 'a note', { mode: 0o644 })
    await chmod(folder, 0o755)
    const [full, reader] = [
      await makeWorld(db, publishedServer('server-filesystem', folder), []),
      await makeWorld(db, publishedServer('server-filesystem', folder), []),
    ]
    await full.grant('full_access')
    await reader.grant('read_only')
    const session = await gateway.session(full)
    expect(textOf(await session.call('read_text_file', { path: join(folder, 'note.txt') }))).toBe('a note')
    expect((await session.call('read_text_file', { path: '/etc/passwd' })).result?.isError).toBe(true)
    const reading = await gateway.session(reader)
    expect(await reading.listed()).toEqual([])
    await db.owner.query(
      `update server_tools set status = 'confirmed', pinned_hash = found_hash, approved_definition = definition where server_id = $1 and gone_at is null`,
      [reader.server.id],
    )
    expect(await reading.listed()).toEqual(
      'read_file read_text_file read_media_file read_multiple_files list_directory list_directory_with_sizes directory_tree search_files get_file_info list_allowed_directories'.split(
        ' ',
      ),
    )
    expect(textOf(await reading.call('write_file', { path: join(folder, 'x'), content: '' }))).toContain(
      'may not use the tool "write_file"',
    )
  })
})
