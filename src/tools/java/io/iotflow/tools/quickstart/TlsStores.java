package io.iotflow.tools.quickstart;

import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What Payara and HiveMQ read: the server's key and certificate, and whose certificates of clients are good.
 *
 * @param password of both files, new at each start
 */
record TlsStores(Path keys, Path trusted, String password) {

    static TlsStores write(Path folder, Identity server, Authority authority, String password) throws IOException {
        TlsStores stores = new TlsStores(folder.resolve("server.p12"), folder.resolve("clients.p12"), password);
        server.writeStore(stores.keys, password);
        Identity.writeTrust(stores.trusted, authority.certificate(), password);
        return stores;
    }

    /** The password is a secret. */
    @Override
    public String toString() {
        return "TlsStores[" + keys + "]";
    }
}
