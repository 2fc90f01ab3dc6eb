import { memberProcedure, router } from '#server/trpc.ts'
import { confirmTool, setToolClass } from './approve-tool.ts'
import { createServer } from './create-server.ts'
import { discoverServer, discoverToEnd } from './discover-server.ts'
import { getServer } from './get-server.ts'
import { listServers } from './list-servers.ts'
import { removeServer } from './remove-server.ts'
import {
  confirmToolInput,
  createServerInput,
  getServerInput,
  listServersInput,
  serverInput,
  setToolClassInput,
  updateServerInput,
} from './schemas.ts'
import { updateServer } from './update-server.ts'

export const serversRouter = router({
  list: memberProcedure
    .input(listServersInput.optional())
    .query(({ ctx, input }) => ctx.run((tx) => listServers(tx, input ?? {}))),
  get: memberProcedure.input(getServerInput).query(({ ctx, input }) => ctx.run((tx) => getServer(tx, input.serverId))),
  create: memberProcedure.input(createServerInput).mutation(({ ctx, input }) => createServer(ctx.run, input)),
  update: memberProcedure.input(updateServerInput).mutation(({ ctx, input }) => updateServer(ctx.run, input)),
  remove: memberProcedure
    .input(serverInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => removeServer(tx, input.serverId))),
  discover: memberProcedure.input(serverInput).mutation(({ ctx, input }) => discoverToEnd(ctx.run, input.serverId)),
  /** As discover, for a screen that shows each step as it is reached. */
  discoverSteps: memberProcedure
    .input(serverInput)
    .mutation(({ ctx, input }) => discoverServer(ctx.run, input.serverId)),
  confirmTool: memberProcedure
    .input(confirmToolInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => confirmTool(tx, input))),
  setToolClass: memberProcedure
    .input(setToolClassInput)
    .mutation(({ ctx, input }) => ctx.run((tx) => setToolClass(tx, input))),
})
