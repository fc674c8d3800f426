/**
 * The live stream: what the log has committed, as Server-Sent Events. One task of each node reads the log for all its
 * listeners; a listener that reads too slowly is let go, and resumes from the log by the id of its last event.
 */
package io.iotflow.stream;
