package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.OtherServers;
import io.iotflow.stack.PayaraSeven;
import io.iotflow.tools.quickstart.JavaHome;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The same minutes of somebody whose Java is newer: the quickstart takes Payara 7. */
@OtherServers
class QuickstartOnPayara7IT extends QuickstartIT {

    /** Before a folder is made that looks built: it would lack this server. */
    @BeforeAll
    static void fetch() {
        PayaraSeven.java();
    }

    @Override
    JavaHome java() {
        return PayaraSeven.java();
    }

    @Override
    void isOnItsServer(String log) throws IOException {
        assertTrue(log.contains("Payara Micro 7."), "the server is another one");
    }
}
