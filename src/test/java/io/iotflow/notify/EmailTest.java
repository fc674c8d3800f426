package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a real SMTP server. */
class EmailTest {

    private static final String PASSWORD = "of-a-test";
    private static final Message MESSAGE = TestNotify.message(37, Notice.Event.OPENED);

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final TestNotify notify = new TestNotify(Map.of());

    @AfterEach
    void stop() {
        server.stop();
        notify.http.close();
    }

    private int start() {
        server.start();
        return server.getSmtp().getPort();
    }

    static String channel(int port, String more) {
        return "{\"name\":\"mail\",\"type\":\"email\",\"to\":[\"ops@example.com\",\"night@example.com\"],"
                + "\"from\":\"iotflow@example.com\",\"host\":\"127.0.0.1\",\"port\":" + port + more + "}";
    }

    private String failure(String channel) {
        return assertThrows(SendFailed.class, () -> notify.send(channel, MESSAGE))
                .getMessage();
    }

    @Test
    void sendsTheTextToAllRecipientsWithAnIdThatStays() throws SendFailed, MessagingException {
        int port = start();
        notify.send(channel(port, ",\"security\":\"none\""), MESSAGE);
        notify.send(channel(port, ",\"security\":\"none\""), MESSAGE);

        MimeMessage[] received = server.getReceivedMessages();
        assertEquals(4, received.length); // two recipients, twice
        MimeMessage mail = received[0];
        assertEquals("37 devices: offline opened (major)", mail.getSubject());
        assertTrue(GreenMailUtil.getBody(mail).contains("and 27 more"));
        assertEquals("iotflow@example.com", mail.getFrom()[0].toString());
        assertEquals(2, mail.getAllRecipients().length);
        assertEquals("<" + MESSAGE.id() + "@iotflow>", mail.getMessageID());
        assertEquals(mail.getMessageID(), received[3].getMessageID());
        assertEquals(MESSAGE.id().toString(), mail.getHeader("X-IoTFlow-Notification")[0]);
    }

    @Test
    void signsIn() throws SendFailed {
        int port = start();
        server.setUser("iotflow", "right-password");
        server.getUserManager().setAuthRequired(true);
        String account = ",\"security\":\"none\",\"username\":\"iotflow\",\"password\":\"";

        assertEquals(
                "the mail server does not accept the username and password",
                failure(channel(port, account + "wrong-password\"")));
        notify.send(channel(port, account + "right-password\""), MESSAGE);
        assertEquals(2, server.getReceivedMessages().length);
    }

    @Test
    void sendsNothingUnencryptedToAServerWithoutTls() {
        String failure = failure(channel(start(), ""));

        assertTrue(failure.startsWith("the mail cannot be sent: STARTTLS is required"), failure);
        assertEquals(0, server.getReceivedMessages().length);
    }

    @Test
    void trustsNoCertificateThatNobodySigned() {
        GreenMail tls = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        tls.start();
        try {
            String failure = failure(channel(tls.getSmtps().getPort(), ",\"security\":\"tls\""));

            assertTrue(failure.startsWith("the mail cannot be sent: "), failure);
            assertEquals(0, tls.getReceivedMessages().length);
        } finally {
            tls.stop();
        }
    }

    /** What Java trusts is known to a JVM from its start on. */
    @Test
    void sendsOverTlsToAServerWhoseSignerJavaTrusts(@TempDir Path folder) throws IOException, InterruptedException {
        Authority authority = Authority.in(folder, Instant::now);
        authority.server(Set.of("127.0.0.1")).writeStore(folder.resolve("server.p12"), PASSWORD);
        Identity.writeTrust(folder.resolve("trust.p12"), authority.certificate(), PASSWORD);

        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dgreenmail.tls.keystore.file=" + folder.resolve("server.p12"),
                        "-Dgreenmail.tls.keystore.password=" + PASSWORD,
                        "-Dgreenmail.tls.key.password=" + PASSWORD,
                        "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TlsMail.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        boolean isOver = other.waitFor(5, TimeUnit.MINUTES);
        other.destroyForcibly();

        assertTrue(isOver, () -> output(folder));
        assertEquals(0, other.exitValue(), () -> output(folder));
    }

    private static String output(Path folder) {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void givesUpAServerThatHangs() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String failure = failure(channel(silent.getLocalPort(), ",\"security\":\"none\""));

            assertTrue(failure.startsWith("the mail cannot be sent: "), failure);
        }
    }

    @Test
    void endsAServerThatSaysALetterNowAndThen() throws Exception {
        TestNotify patient = new TestNotify(Map.of("iotflow.notify.timeout", "PT30S"));
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<SendFailed> failure = CompletableFuture.supplyAsync(() -> assertThrows(
                    SendFailed.class,
                    () -> patient.send(channel(slow.getLocalPort(), ",\"security\":\"none\""), MESSAGE)));
            try (Socket connection = slow.accept()) {
                connection.getOutputStream().write('2');
                patient.smtp.endOverdue(Instant.now()); // there is time yet
                assertFalse(failure.isDone());
                patient.smtp.endOverdue(Instant.now().plusSeconds(121));

                assertTrue(failure.get(20, TimeUnit.SECONDS).getMessage().startsWith("the mail cannot be sent: "));
            }
        }
        patient.http.close();
    }

    @Test
    void reachesNoPrivateAddress() {
        int port = start();
        for (String security : new String[] {"none", "tls", "starttls"}) {
            TestNotify strict = new TestNotify(Map.of("iotflow.notify.allowed.networks", ""));
            SendFailed failure = assertThrows(
                    SendFailed.class, () -> strict.send(channel(port, ",\"security\":\"" + security + "\""), MESSAGE));

            assertTrue(failure.getMessage().contains("private, local or reserved"), failure.getMessage());
            strict.http.close();
        }
        assertEquals(0, server.getReceivedMessages().length);
    }

    @Test
    void usesTheServerOfTheSettingsWhereverItIs() throws SendFailed {
        TestNotify strict = new TestNotify(Map.of(
                "iotflow.notify.allowed.networks",
                "",
                "iotflow.smtp.host",
                "127.0.0.1",
                "iotflow.smtp.port",
                String.valueOf(start()),
                "iotflow.smtp.security",
                "none",
                "iotflow.smtp.from",
                "iotflow@example.com"));

        strict.send("{\"name\":\"mail\",\"type\":\"email\",\"to\":[\"ops@example.com\"]}", MESSAGE);

        assertEquals(1, server.getReceivedMessages().length);
        assertFalse(Email.isAddress("x@y\r\nBcc: z@example.com"));
        strict.http.close();
    }
}
