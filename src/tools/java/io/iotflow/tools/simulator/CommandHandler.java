package io.iotflow.tools.simulator;

import io.iotflow.tools.simulator.Answer.Status;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Understands commands. They come at least once: one that came before is answered again and not done again.
 * What a device can do is {@code config {"interval":10}}, {@code control {"action":"restart"|"report"}},
 * {@code control {"action":"fault","fault":"stuck","seconds":60}} and {@code firmware {"version":"1.1.0"}}.
 */
final class CommandHandler {

    /** What a device does when it is told to. */
    interface Actions {
        void measureEvery(Duration interval);

        void restart();

        void report();

        void fail(Fault fault, Duration length);

        /** Installs, starts anew, and then says that it is done. */
        void install(String version, Answer done);
    }

    private static final int REMEMBERED = 32;
    private static final int MAX_SECONDS = 86_400;
    private static final int LONGEST_VERSION = 50;

    private final Actions device;
    private final Consumer<Answer> answers;
    private final Map<String, Answer> answered = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
            return size() > REMEMBERED;
        }
    };

    CommandHandler(Actions device, Consumer<Answer> answers) {
        this.device = device;
        this.answers = answers;
    }

    /** does what it says, and answers. What has no id cannot be answered, and is not done. */
    void receive(JsonObject command) {
        String id = text(command, "command_id");
        if (id.isEmpty()) {
            return;
        }
        Answer before = answered.get(id);
        Answer answer = before != null ? before : isOver(command) ? failed(id, "it has expired") : obey(id, command);
        answered.put(id, answer);
        answers.accept(answer);
    }

    private Answer obey(String id, JsonObject command) {
        JsonObject content = command.get("command") instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
        return switch (text(command, "command_type")) {
            case "config" -> configure(id, content);
            case "control" -> control(id, content);
            case "firmware" -> install(id, content);
            default -> failed(id, "command_type must be config, control or firmware");
        };
    }

    private Answer configure(String id, JsonObject content) {
        int seconds = seconds(content, "interval");
        if (seconds == 0) {
            return failed(id, "config knows {\"interval\": 1 to 86400 whole seconds}");
        }
        device.measureEvery(Duration.ofSeconds(seconds));
        return succeeded(id, "measures every " + seconds + " s");
    }

    private Answer control(String id, JsonObject content) {
        switch (text(content, "action")) {
            case "restart" -> {
                device.restart();
                return succeeded(id, "starts again");
            }
            case "report" -> {
                device.report();
                return succeeded(id, "has reported");
            }
            case "fault" -> {
                return fail(id, content);
            }
            default -> {
                return failed(id, "action must be restart, report or fault");
            }
        }
    }

    private Answer fail(String id, JsonObject content) {
        List<String> names = Arrays.stream(Fault.values()).map(Fault::name).toList();
        int seconds = seconds(content, "seconds");
        if (!names.contains(text(content, "fault")) || seconds == 0) {
            return failed(id, "fault must be one of " + names + ", with seconds 1 to 86400");
        }
        device.fail(Fault.valueOf(text(content, "fault")), Duration.ofSeconds(seconds));
        return succeeded(id, text(content, "fault") + " for " + seconds + " s");
    }

    private Answer install(String id, JsonObject content) {
        String version = text(content, "version");
        if (version.isEmpty() || version.length() > LONGEST_VERSION) {
            return failed(id, "firmware needs a version of at most " + LONGEST_VERSION + " characters");
        }
        Answer done = succeeded(id, "runs " + version);
        device.install(version, done);
        return new Answer(id, Status.in_progress, "installs " + version);
    }

    /** From now on this is the answer to a command. */
    void conclude(Answer answer) {
        answered.put(answer.commandId(), answer);
        answers.accept(answer);
    }

    private static boolean isOver(JsonObject command) {
        try {
            String expiry = text(command, "expires_at");
            return !expiry.isEmpty() && Instant.parse(expiry).isBefore(Instant.now());
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String text(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? text.getString() : "";
    }

    /** A whole number of seconds, or 0. */
    private static int seconds(JsonObject object, String name) {
        boolean fits = object.get(name) instanceof JsonNumber number
                && number.isIntegral()
                && number.doubleValue() >= 1
                && number.doubleValue() <= MAX_SECONDS;
        return fits ? object.getInt(name) : 0;
    }

    private static Answer succeeded(String id, String message) {
        return new Answer(id, Status.succeeded, message);
    }

    private static Answer failed(String id, String message) {
        return new Answer(id, Status.failed, message);
    }
}
