package io.iotflow.platform.ratelimit;

/** So much was given to a subject on one node, for the others to charge. */
record UsageReport(LimitType kind, String subject, long tokens) {}
