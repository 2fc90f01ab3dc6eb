'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CirclePause, CirclePlay } from 'lucide-react'
import { toast } from 'sonner'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { ConfirmDialog } from '#components/page/confirm-dialog.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'

/** The big switch of an agent. Pausing waits for the server's word and needs no confirmation; resuming asks. */
export function PauseAgent({ agent, mayManage }: { agent: AgentDetail; mayManage: boolean }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const pause = useMutation({
    ...trpc.agents.pause.mutationOptions(),
    onSuccess: async () => {
      await queryClient.invalidateQueries()
      toast.success(`${agent.name} is paused: its next call is refused`)
    },
    onError: (error) => toast.error(`Not paused: ${error.message}`),
  })
  const resume = useMutation(trpc.agents.resume.mutationOptions())
  const paused = agent.status === 'paused'
  const Icon = paused ? CirclePause : CirclePlay
  return (
    <section
      aria-label="Status"
      className={cn(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl border px-4 py-3.5 sm:px-5',
        paused ? 'border-warn/40 bg-warn-soft' : 'bg-surface shadow-raised',
      )}
    >
      <Icon aria-hidden className={cn('size-8 shrink-0', paused ? 'text-warn' : 'text-ok')} strokeWidth={1.5} />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold text-lg leading-6">{paused ? 'Paused' : 'Active'}</p>
        <p className={cn('text-sm', !paused && 'text-muted')}>
          {paused
            ? 'Every call is refused, with every key, until it is resumed. Grants and keys stay as they are.'
            : 'Calls are decided one by one by its grants.'}
        </p>
      </div>
      {!mayManage ? null : paused ? (
        <ConfirmDialog
          trigger={
            <Button size="lg" variant="primary">
              <CirclePlay aria-hidden />
              Resume agent
            </Button>
          }
          title={`Resume ${agent.name}?`}
          description={`Its ${agent.access.length === 1 ? 'grant takes' : `${agent.access.length} grants take`} effect again with the next call.`}
          confirm="Resume agent"
          tone="primary"
          onConfirm={async () => {
            await resume.mutateAsync({ agentId: agent.id })
            await queryClient.invalidateQueries()
          }}
        />
      ) : (
        <Button
          size="lg"
          variant="danger-outline"
          disabled={pause.isPending}
          onClick={() => pause.mutate({ agentId: agent.id })}
        >
          <CirclePause aria-hidden />
          Pause agent
        </Button>
      )}
    </section>
  )
}
