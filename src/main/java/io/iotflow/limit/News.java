package io.iotflow.limit;

/** So much was given to a subject on one node, for the others to charge. */
record News(Kind kind, String subject, long tokens) {}
