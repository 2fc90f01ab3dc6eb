drop table
  public.audit_chain, public.audit_heads, public.audit_payloads, public.audit_events,
  public.agent_mcp_server_access, public.server_tools, public.server_upstreams, public.account_tool_instances,
  public.agent_keys, public.agents, public.account_tool_environments,
  public.organization_api_keys, public.organization_memberships, public.organization_secrets, public.organizations,
  public.sign_in_attempts, public.sessions, public.user_passwords, public.users,
  public.set_up, public.encryption_checks;
