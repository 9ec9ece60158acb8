-- What the build of commit e9454c2 writes to the catalog, statement by statement, with the columns that it knows. All of it must go on
-- working while that build runs beside a newer one, on the newer one's schema.
INSERT INTO pipeline (name) VALUES ('$p') ON CONFLICT DO NOTHING;
UPDATE pipeline SET last_version = last_version + 2 WHERE name = '$p';
INSERT INTO version (pipeline, number, fingerprint, manifest, slot, live_shards) VALUES ('$p', 1, 'f1', 'm', 1, 1), ('$p', 2, 'f2', 'm', 1, 1);
INSERT INTO active_pointer (pipeline) VALUES ('$p') ON CONFLICT DO NOTHING;
UPDATE active_pointer SET preparation = preparation + 1, preparing_version = 1, deadline = clock_timestamp() + interval '1s' WHERE pipeline = '$p';
UPDATE active_pointer SET version = 1, epoch = epoch + 1, preparing_version = NULL, deadline = NULL, changed_at = clock_timestamp() WHERE pipeline = '$p';
UPDATE version SET slot = 3 WHERE pipeline = '$p' AND number = 1;
INSERT INTO query_server_lease (server, expires_at) VALUES (gen_random_uuid(), clock_timestamp() + interval '3s');
INSERT INTO barrier_acknowledgement (server, pipeline, preparation) SELECT server, '$p', 1 FROM query_server_lease LIMIT 1;
INSERT INTO ledger (pipeline, version, partition, start_offset, committed, view_events) VALUES ('$p', 1, 0, 0, 0, '{0}');
UPDATE ledger SET claim_end = 10, flushes = flushes + 1 WHERE pipeline = '$p' AND claim_end IS NULL AND committed = 0;
UPDATE ledger SET committed = 10, claim_end = NULL, kept = kept + 10, view_events = '{10}', max_event_time = 1, idle = false WHERE pipeline = '$p' AND claim_end = 10;
UPDATE ledger SET cut_fence = 20, cut_next = cut + 1 WHERE pipeline = '$p';
INSERT INTO run_order (pipeline, version, paused, events_per_second) VALUES ('$p', 2, false, 5) ON CONFLICT (pipeline, version) DO UPDATE SET paused = excluded.paused;
INSERT INTO processor_report (pipeline, version, instance, state, partitions, problem, events_per_second, reported_at)
  VALUES ('$p', 2, 'i', 2, '{0}', '', 1.5, clock_timestamp()) ON CONFLICT (pipeline, version, instance) DO UPDATE SET state = excluded.state;
INSERT INTO replay (id, pipeline, version, state, switch_mode, request) VALUES (gen_random_uuid(), '$p', 2, 1, 'auto', '{}');
UPDATE replay SET state = 4, revision = revision + 1, fence = '[1]', progress = '{}', throttle = '{}', planned_epoch = 1, resume_to = NULL, findings = NULL WHERE pipeline = '$p';
INSERT INTO journal (pipeline, replay_id, actor, action, detail) SELECT pipeline, id, 'old', 'replay_requested', '{}' FROM replay WHERE pipeline = '$p';
INSERT INTO operation (id, pipeline, version, kind, state, planned_epoch, deadline) VALUES (gen_random_uuid(), '$p', 1, 1, 1, 1, clock_timestamp());
INSERT INTO version_drain (pipeline, version) VALUES ('$p', 1);
INSERT INTO switch_policy (pipeline, version, policy) VALUES ('$p', 2, '{}');
INSERT INTO activation (pipeline, epoch, version, began_at, policy, watch) VALUES ('$p', 1, 1, clock_timestamp(), '{}', 1);
INSERT INTO standby (pipeline, version, until) VALUES ('$p', 1, clock_timestamp());
INSERT INTO mirror (pipeline, version, share) VALUES ('$p', 2, 0.1);
INSERT INTO session_topic (pipeline, version, partitions) VALUES ('$p', 2, 1);
INSERT INTO session_progress (pipeline, version, partition, source_partition, source_offset) VALUES ('$p', 2, 0, 0, 1);
INSERT INTO access_token (id, name, role, hash, created_by) VALUES (gen_random_uuid(), '$p', 1, encode(sha256('$p'), 'hex'), 'old');
