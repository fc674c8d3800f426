package io.iotflow.notify;

import io.iotflow.notify.SmtpServer.Account;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sends a mail of plain text, through a server of the channel's own or that of the settings. */
@Singleton
class Email implements ChannelKind {

    private static final String TO = "to";
    private static final String FROM = "from";
    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String SECURITY = "security";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";

    /** What decides who gets the password, and how. */
    private static final List<String> WHERE = List.of(HOST, PORT, SECURITY, USERNAME);

    private static final int MOST_RECIPIENTS = 50;
    private static final int DEFAULT_PORT = 587;
    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._:-]{1,253}");

    private final SmtpServer server;
    private final Smtp smtp;

    @Inject
    Email(SmtpServer server, Smtp smtp) {
        this.server = server;
        this.smtp = smtp;
    }

    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    @Override
    public String type() {
        return "email";
    }

    @Override
    public Capacity capacity() {
        return Capacity.grouped(MessageText.LISTED);
    }

    @Override
    public Defaults defaults() {
        return Defaults.FOR_PEOPLE;
    }

    @Override
    public List<String> secrets() {
        return List.of(PASSWORD);
    }

    @Override
    public Parts read(RequestBody body, Parts former) {
        JsonObjectBuilder shown = Json.createObjectBuilder();
        List<String> to = body.texts(TO, MOST_RECIPIENTS);
        if (to.isEmpty() || !to.stream().allMatch(Email::isAddress)) {
            body.violation(TO, "must be an array of 1 to " + MOST_RECIPIENTS + " mail addresses");
        }
        shown.add(TO, Json.createArrayBuilder(to));
        String from = body.optional(FROM);
        if (from != null && !isAddress(from)) {
            body.violation(FROM, "must be a mail address");
        } else if (from == null && server.from.isEmpty()) {
            body.violation(FROM, "is required where IOTFLOW_SMTP_FROM is not set");
        }
        shown.add(FROM, Json.orNull(from));
        readServer(body, shown);
        JsonObject all = shown.build();
        return new Parts(all, password(body, former, all));
    }

    private void readServer(RequestBody body, JsonObjectBuilder shown) {
        String host = body.optional(HOST);
        if (host == null && server.account.isEmpty()) {
            body.violation(HOST, "is required where IOTFLOW_SMTP_HOST is not set");
        } else if (host != null && !HOST_NAME.matcher(host).matches()) {
            body.violation(HOST, "must be a host's name or address");
        }
        shown.add(HOST, Json.orNull(host));
        int port = body.number(PORT, DEFAULT_PORT, 1, SmtpServer.LARGEST_PORT);
        String security = Optional.ofNullable(body.optional(SECURITY)).orElse(SmtpServer.SECURITIES.get(0));
        if (!SmtpServer.SECURITIES.contains(security)) {
            body.violation(SECURITY, "must be one of " + String.join(", ", SmtpServer.SECURITIES));
        }
        String username = body.optional(USERNAME, 200);
        if (host == null) {
            Stream.of(PORT, SECURITY, USERNAME, PASSWORD)
                    .filter(body::has)
                    .forEach(it ->
                            body.violation(it, "must be left out with " + HOST + ": the settings' server is used"));
        } else {
            shown.add(PORT, port).add(SECURITY, security).add(USERNAME, Json.orNull(username));
        }
    }

    private static JsonObject password(RequestBody body, Parts former, JsonObject shown) {
        JsonObjectBuilder secret = Json.createObjectBuilder();
        if (body.has(PASSWORD)) {
            String password = body.optional(PASSWORD, 1_000);
            if (password != null) {
                secret.add(PASSWORD, password);
            }
        } else if (former.secret(PASSWORD).isPresent()) {
            boolean isSame = WHERE.stream()
                    .allMatch(it -> shown.containsKey(it)
                            && shown.get(it).equals(former.shown().get(it)));
            if (isSame) {
                secret.add(PASSWORD, former.secret(PASSWORD).get());
            } else {
                body.violation(PASSWORD, "must be given again, or be null: it would be sent elsewhere, or otherwise");
            }
        }
        return secret.build();
    }

    @Override
    public Optional<Integer> send(Parts channel, Message message) throws SendFailed {
        Account account = account(channel);
        if (account == null) {
            throw new SendFailed(SendFailed.Kind.AWAY, "there is no mail server: set IOTFLOW_SMTP_HOST");
        }
        List<String> to = channel.shown().getJsonArray(TO).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .toList();
        smtp.send(
                account, new Smtp.Mail(channel.shown(FROM).or(() -> server.from).orElseThrow(), to, message), channel);
        return Optional.empty();
    }

    private Account account(Parts channel) {
        return channel.shown(HOST)
                .map(host -> new Account(
                        host,
                        channel.shown().getInt(PORT),
                        channel.shown(SECURITY).orElseThrow(),
                        channel.shown(USERNAME).orElse(null),
                        channel.secret(PASSWORD).orElse(null),
                        false))
                .or(() -> server.account)
                .orElse(null);
    }
}
