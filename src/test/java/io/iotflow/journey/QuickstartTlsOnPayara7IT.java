package io.iotflow.journey;

import io.iotflow.stack.OtherServers;
import io.iotflow.stack.PayaraSeven;
import io.iotflow.tools.quickstart.JavaHome;
import org.junit.jupiter.api.BeforeAll;

/** TLS on Payara 7, which the quickstart takes where its Java is newer. */
@OtherServers
class QuickstartTlsOnPayara7IT extends QuickstartTlsIT {

    /** Before a folder is made that looks built: it would lack this server. */
    @BeforeAll
    static void fetch() {
        PayaraSeven.java();
    }

    @Override
    JavaHome java() {
        return PayaraSeven.java();
    }
}
