/**
 * What every module may use and no device knows of: errors, JSON, retries, logging, the database, what HTTP answers have
 * in common, rate limits and the audit log.
 */
package io.iotflow.platform;
