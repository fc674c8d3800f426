/**
 * Turns every failure into one RFC 9457 answer. A module that refuses something throws {@link io.iotflow.platform.problem.Problem};
 * the one mapper here writes it, with the old clients' {@code error} and {@code message} beside the standard members.
 */
package io.iotflow.platform.problem;
