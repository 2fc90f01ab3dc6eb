import { z } from 'zod'
import { page } from '#server/schemas.ts'
import { memberProcedure, router } from '#server/trpc.ts'
import { createAgent } from './create-agent.ts'
import { createAgentKey } from './create-agent-key.ts'
import { getAgent } from './get-agent.ts'
import { listAgents } from './list-agents.ts'
import { removeAgent } from './remove-agent.ts'
import { revokeAgentKey } from './revoke-agent-key.ts'
import { agentInput, createAgentInput, createAgentKeyInput, revokeAgentKeyInput } from './schemas.ts'
import { setAgentStatus } from './set-agent-status.ts'

export const agentsRouter = router({
  list: memberProcedure
    .input(z.strictObject(page).optional())
    .query(({ ctx, input }) => ctx.run((tx) => listAgents(tx, input ?? {}))),
  get: memberProcedure.input(agentInput).query(({ ctx, input }) => ctx.run((tx) => getAgent(tx, input.agentId))),
  create: memberProcedure
    .input(createAgentInput)
    .mutation(({ ctx, input }) => ctx.run((tx, who) => createAgent(tx, who, input))),
  pause: memberProcedure
    .input(agentInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => setAgentStatus(tx, input.agentId, 'paused'))),
  resume: memberProcedure
    .input(agentInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => setAgentStatus(tx, input.agentId, 'active'))),
  remove: memberProcedure
    .input(agentInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => removeAgent(tx, input.agentId))),
  createKey: memberProcedure
    .input(createAgentKeyInput)
    .mutation(({ ctx, input }) => ctx.run((tx, who) => createAgentKey(tx, who, input))),
  revokeKey: memberProcedure
    .input(revokeAgentKeyInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => revokeAgentKey(tx, input.keyId))),
})
