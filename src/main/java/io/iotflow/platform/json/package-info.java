/**
 * Reads and writes JSON in one way for all modules: strictly UTF-8, without reflection, and with what is wrong collected
 * as violations. Answers that are records go through JSON-B, configured here for the API's snake_case.
 */
package io.iotflow.platform.json;
