/** How long to wait before the next attempt, for everything that tries for ever. */
package io.iotflow.platform.retry;
