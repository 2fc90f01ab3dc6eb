import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const files = {
  'welcome.txt':
    'This folder belongs to the demo of Portcullis.\nAgents with a grant for "Sample files" may look at it.\n',
  'budget.csv': 'quarter,planned,spent\nQ1,12000,11420\nQ2,12500,12980\nQ3,13000,4100\n',
  'meetings/monday.md':
    '# Monday\n\n- The release goes out on Thursday.\n- The trial bot has lost its access; nobody missed it.\n',
  'meetings/thursday.md': '# Thursday\n\n- Released at 10:00.\n- Next: rotate the keys of the build bot.\n',
}

/**
 * Makes the folder that the demo's file server is confined to, once; what a person changes in it stays.
 *
 * @param shared the file server runs under a user id that is not ours: then all may write here. The folder's name keeps
 *   others out, who cannot list the directory above it.
 */
export function makeSampleFolder(folder, shared) {
  if (existsSync(folder)) return
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    if (!shared) continue
    chmodSync(file, 0o666)
    chmodSync(dirname(file), 0o777)
  }
}
