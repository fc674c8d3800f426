package io.iotflow.notify;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.util.Map;

/** Mail over TLS to a server in the same JVM, which is told by system properties what to show and what to trust. */
final class TlsMail {

    private TlsMail() {}

    public static void main(String... arguments) {
        ServerSetup setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
        setup.setServerStartupTimeout(60_000);
        GreenMail server = new GreenMail(setup);
        try {
            server.start();
            TestNotify notify = new TestNotify(Map.of("iotflow.notify.timeout", "PT60S"));
            notify.send(
                    EmailTest.channel(server.getSmtps().getPort(), ",\"security\":\"tls\""),
                    TestNotify.message(37, Notice.Event.OPENED));
            System.exit(server.getReceivedMessages().length == 2 ? 0 : 1);
        } catch (SendFailed | RuntimeException e) {
            e.printStackTrace();
            System.exit(1); // the server's threads would go on
        }
    }
}
