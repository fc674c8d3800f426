/**
 * The durable log, by group commit: a batch of messages is one transaction, with its outbox row, its tally and its
 * refusals, and is acknowledged after it. In the same transaction each new field gets the type that it keeps.
 */
package io.iotflow.telemetrylog;
