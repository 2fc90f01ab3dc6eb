drop trigger audit_session on public.sessions;
drop function app.audit_session();
drop function app.sign_in_succeeded(bytea);
drop function app.begin_sign_in(bytea);
drop function app.complete_set_up(bytea, uuid, text, text, text, uuid, text, text, text, text, bytea);
drop function app.open_set_up(bytea);
drop function app.set_up_token_is_good(bytea);
drop function app.set_up_is_open();
