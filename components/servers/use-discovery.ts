'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTRPC, useTRPCClient } from '#components/trpc/context.ts'

export interface DiscoveryStep {
  step: string
  detail: string
  ms: number
}

export type Discovery =
  | { state: 'idle'; steps: DiscoveryStep[] }
  | { state: 'running'; steps: DiscoveryStep[] }
  | { state: 'done'; steps: DiscoveryStep[] }
  | { state: 'failed'; steps: DiscoveryStep[]; error: unknown }

/** Runs a discovery and reports each step as the server takes it. */
export function useDiscovery() {
  const [discovery, setDiscovery] = useState<Discovery>({ state: 'idle', steps: [] })
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const run = useCallback(
    async (serverId: string) => {
      const steps: DiscoveryStep[] = []
      setDiscovery({ state: 'running', steps: [] })
      try {
        for await (const { step, detail, ms } of await client.servers.discoverSteps.mutate({ serverId })) {
          steps.push({ step, detail: detail ?? '', ms })
          setDiscovery({ state: 'running', steps: [...steps] })
        }
        setDiscovery({ state: 'done', steps })
      } catch (error) {
        setDiscovery({ state: 'failed', steps, error })
      }
      await queryClient.invalidateQueries({ queryKey: trpc.servers.pathKey() })
      await queryClient.invalidateQueries({ queryKey: trpc.organizations.pathKey() })
    },
    [client, trpc, queryClient],
  )
  return { discovery, run }
}
