package io.iotflow.notify;

import io.iotflow.notify.SmtpServer.Account;
import io.iotflow.platform.problem.OneLine;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.SocketFactory;

/**
 * Hands mail over to a server (RFC 5321); what a channel names is reached at allowed addresses only. Each step has a time-out, and
 * all of it: a server that sends one byte now and then must not keep a sender.
 */
@Singleton
class Smtp {

    private static final Logger LOG = Logger.getLogger(Smtp.class.getName());
    private static final String PROTOCOL = "smtp";
    private static final int LONGEST_ERROR = 300;
    private static final int TIMEOUTS_IN_ALL = 4;

    private final GuardedSockets sockets;
    private final NotifySettings settings;
    private final Map<Socket, Instant> ends = new ConcurrentHashMap<>();

    @Inject
    Smtp(GuardedSockets sockets, NotifySettings settings) {
        this.sockets = sockets;
        this.settings = settings;
    }

    /** What is sent, by whom, to whom. */
    record Mail(String from, List<String> to, Message message) {}

    /** Ends what should have been done by now. */
    void endOverdue(Instant now) {
        ends.forEach((socket, end) -> {
            if (end.isBefore(now)) {
                close(socket);
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "a connection to a mail server could not be closed", e);
        }
    }

    /** Sends a mail; {@code channel} is whose secrets no error repeats. */
    void send(Account account, Mail mail, Parts channel) throws SendFailed {
        Bounded bounded = new Bounded(account.isOfTheSettings());
        try {
            send(account, Session.getInstance(properties(account, bounded)), mail, channel);
        } finally {
            bounded.forget();
        }
    }

    /** Sockets of one mail, of which is known when they must end. */
    private final class Bounded extends UnconnectedSockets {

        private final boolean isFree;
        private final List<Socket> made = new ArrayList<>();

        Bounded(boolean isFree) {
            this.isFree = isFree;
        }

        @Override
        public Socket createSocket() {
            Socket socket = isFree ? new Socket() : sockets.createSocket();
            made.add(socket);
            ends.put(socket, Instant.now().plus(settings.timeout.multipliedBy(TIMEOUTS_IN_ALL)));
            return socket;
        }

        void forget() {
            made.forEach(ends::remove);
        }
    }

    private void send(Account account, Session session, Mail mail, Parts channel) throws SendFailed {
        try (Transport transport = session.getTransport(PROTOCOL)) {
            MimeMessage message = message(session, mail);
            transport.connect(account.host(), account.port(), account.username(), account.password());
            transport.sendMessage(message, message.getAllRecipients());
        } catch (AuthenticationFailedException e) {
            throw new SendFailed(SendFailed.Kind.AWAY, "the mail server does not accept the username and password");
        } catch (SendFailedException e) {
            throw new SendFailed(
                    SendFailed.Kind.REFUSED, "the mail server refuses the mail: " + text(account, channel, e));
        } catch (MessagingException e) {
            throw new SendFailed(SendFailed.Kind.AWAY, "the mail cannot be sent: " + text(account, channel, e));
        }
    }

    private Properties properties(Account account, SocketFactory bounded) {
        String millis = String.valueOf(settings.timeout.toMillis());
        Properties properties = new Properties();
        properties.put("mail.smtp.connectiontimeout", millis);
        properties.put("mail.smtp.timeout", millis);
        properties.put("mail.smtp.writetimeout", millis);
        properties.put("mail.smtp.auth", String.valueOf(account.username() != null));
        properties.put(
                "mail.smtp.starttls.enable", String.valueOf(account.security().equals("starttls")));
        properties.put(
                "mail.smtp.starttls.required", String.valueOf(account.security().equals("starttls")));
        properties.put("mail.smtp.ssl.enable", String.valueOf(account.security().equals("tls")));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.socketFactory", bounded);
        properties.put("mail.smtp.socketFactory.fallback", "false");
        return properties;
    }

    private static MimeMessage message(Session session, Mail mail) throws MessagingException {
        String id = mail.message().id().toString();
        MimeMessage message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + id + "@iotflow>"); // the same at each repetition
            }
        };
        message.setFrom(new InternetAddress(mail.from()));
        for (String it : mail.to()) {
            message.addRecipient(RecipientType.TO, new InternetAddress(it));
        }
        message.setSubject(MessageText.title(mail.message()), "UTF-8");
        message.setText(MessageText.text(mail.message()), "UTF-8");
        message.setSentDate(new Date());
        message.setHeader("X-IoTFlow-Notification", id);
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no out-of-office answers
        message.saveChanges();
        return message;
    }

    private static String text(Account account, Parts channel, MessagingException e) {
        Throwable cause = e;
        for (Throwable it = e; it != null; it = it.getCause()) {
            if (it instanceof GuardedSockets.Forbidden) {
                cause = it;
            }
        }
        String text = channel.withoutSecrets(String.valueOf(cause.getMessage()));
        String clean = account.password() == null ? text : text.replace(account.password(), "***");
        return OneLine.of(clean.strip(), LONGEST_ERROR);
    }
}
