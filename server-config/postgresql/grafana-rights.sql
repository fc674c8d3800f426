-- What Grafana may read, run by the role that owns the tables (iotflow, or iotflow_owner) when IoTFlow has made its tables; may be run again.
-- No keys and no hashes of keys, no audit log, no payloads of commands and refused messages.
GRANT USAGE ON SCHEMA public TO grafana;
GRANT SELECT ON device, fleet, fleet_member, presence, reading, telemetry, series, tag_set, telemetry_count, telemetry_minute, telemetry_tally,
    outbox, quarantine_usage TO grafana;
GRANT SELECT (id, received_at, source, device_id, topic, reason, detail, bytes) ON quarantine TO grafana;
GRANT SELECT (id, rule_name, device, severity, message, opened_at, changed_at, cleared_at, reopened, silenced, acknowledged_at) ON alert TO grafana;
GRANT SELECT (id, command_id, device, device_id, group_id, command_type, state, attempts, created_at, expires_at, sent_at,
    last_sent_at, next_attempt_at, received_at, answered_at, closed_at) ON command TO grafana;
