/** Metrics that the platform has no type for, or not in base units. */
package io.iotflow.platform.metrics;
