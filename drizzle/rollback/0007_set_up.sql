drop trigger audit_session on public.sessions;
drop function app.audit_session();
drop function app.failed_sign_ins(bytea);
drop function app.note_failed_sign_in(bytea);
drop function app.complete_set_up(bytea, uuid, text, text, text, uuid, text, text, text, text, bytea);
drop function app.open_set_up(bytea);
drop function app.set_up_is_open();
