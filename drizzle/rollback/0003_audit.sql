-- The events themselves stay in their tables: a rollback never drops audit.
drop function app.verify_audit();
drop function app.append_call_events(jsonb);
drop function app.audit_change() cascade;
drop function app.changed_columns(jsonb, jsonb);
drop function app.write_event(uuid, text, text, text, uuid, uuid, uuid, text, uuid, text, jsonb, uuid);
drop function app.event_id(timestamptz, integer);
drop function app.next_in_batch();
drop function app.refuse_audit_change() cascade;
drop function app.chain_batch() cascade;
drop function app.chain_genesis(uuid);
drop function app.batch_digest(uuid, uuid);
drop function app.event_text(public.audit_events, jsonb);
drop function app.canonical_json(jsonb);
