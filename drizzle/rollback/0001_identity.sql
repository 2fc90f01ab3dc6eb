-- The roles stay: they belong to the cluster, and another database may use them.
alter default privileges grant execute on functions to public;
drop schema app cascade;
revoke usage on schema public from portcullis_member, portcullis_agent, portcullis_system, portcullis_identity;
