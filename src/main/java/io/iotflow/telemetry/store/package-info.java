/**
 * The durable log. A batch of messages is one transaction, with its outbox row, its message counts and its refusals, and
 * is acknowledged after the commit; in it each new field gets the type that it keeps. The log is read back, counted and
 * deleted from here, and kept in partitions of time that are dropped whole. Nobody else has SQL on its tables.
 */
package io.iotflow.telemetry.store;
