import type { Level } from '#components/grants/levels.ts'
import type { ToolClass } from '#components/servers/tool-class.tsx'

export interface PreviewTool {
  name: string
  class: ToolClass
  status: 'confirmed' | 'new' | 'quarantined'
}

/**
 * Which tools a grant that does not exist yet would reach. It repeats the rule of the database only to show it beforehand;
 * what is in force is always asked there.
 */
export function previewTools(tools: PreviewTool[], level: Level, picked: string[]): PreviewTool[] {
  return tools.filter((tool) => {
    if (tool.status === 'quarantined') return false
    if (level === 'full_access') return true
    if (tool.status !== 'confirmed') return false
    return level === 'custom' ? picked.includes(tool.name) : tool.class === 'read'
  })
}
