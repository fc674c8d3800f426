package io.iotflow.stack;

/**
 * Payara Micro 7 as the quickstart starts it, without InfluxDB. Arquillian knows one Java, that of the tests, which may be
 * too old for it: so it is no deployment of Arquillian's.
 */
public final class OnPayara7 extends SharedApplication {}
