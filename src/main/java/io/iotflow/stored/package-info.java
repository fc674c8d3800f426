/**
 * What the log holds: read back in every order, counted without counting rows, deleted, and of it what the time-series
 * store has not confirmed. How it comes in, and how long it stays, other rooms say.
 */
package io.iotflow.stored;
