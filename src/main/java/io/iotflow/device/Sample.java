package io.iotflow.device;

/**
 * How the first rows by a value are told from the others without sorting all: they are better than the one at this place of a
 * sample.
 *
 * @param percent of the table's pages
 * @param place so far from the beginning that chance does not leave too few
 */
record Sample(int percent, int place) {}
