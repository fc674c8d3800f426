package io.iotflow.tools.quickstart;

/**
 * Where something listens over TLS.
 *
 * @param bind an address of this machine, {@code 0.0.0.0} for all
 * @param clients whether clients show a certificate
 */
record TlsListener(String bind, int port, TlsStores stores, ClientCertificates clients) {}
