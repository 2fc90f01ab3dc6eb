drop function public.get_available_mcp_servers(uuid);
drop function public.get_agent_mcp_servers(uuid);
drop function app.explain_access(uuid, uuid, text, text);
drop function app.rejected_key(text, bytea);
drop function app.authenticate_agent(bytea);
drop function app.callable_tools(bytea, text);
drop function app.decide_call(bytea, text, text, text);
drop function app.decide(uuid, uuid, uuid, text, text, boolean);
drop type app.decision;
