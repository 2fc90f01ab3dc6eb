drop function app.remove_agent(uuid);
drop function public.revoke_agent_mcp_access(uuid, uuid, text);
drop function app.revoke_grant(uuid, text);
drop function app.change_grant(uuid, jsonb);
drop function app.live_grant(uuid);
drop function public.grant_agent_mcp_access(uuid, uuid, text, jsonb, timestamptz, boolean, boolean, text);
drop function app.check_grant(uuid, text, jsonb, timestamptz);
drop function app.unknown_tools(uuid, jsonb);
