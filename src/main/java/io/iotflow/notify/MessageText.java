package io.iotflow.notify;

import java.util.List;
import java.util.stream.Collectors;

/** A message in words, for people: a title of one line and a text of some lines. */
final class MessageText {

    /** So many notices are named. */
    static final int LISTED = 10;

    private static final int LONGEST_TITLE = 200;
    private static final int NAMED_GROUPS = 3;

    private MessageText() {}

    /** Such as {@code Boiler too hot opened (critical): boiler-3}, or {@code 37 devices: offline opened (major)}. */
    static String title(Message message) {
        String title = message.count() == 1 ? ofOne(message.leading()) : ofMany(message);
        String line = oneLine((message.isTest() ? "Test: " : "") + title);
        return line.length() <= LONGEST_TITLE ? line : line.substring(0, LONGEST_TITLE - 1) + "…";
    }

    private static String ofOne(Message.Line line) {
        return line.rule() + " " + line.event().wire() + " (" + line.severity().wire() + "): " + line.deviceId();
    }

    private static String ofMany(Message message) {
        List<Message.Group> groups = message.groups();
        String devices = message.devices() + (message.devices() == 1 ? " device: " : " devices: ");
        if (groups.size() == 1) {
            Message.Group only = groups.get(0);
            return devices + only.rule() + " " + only.event().wire() + " ("
                    + only.severity().wire() + ")"
                    + (only.count() == message.devices() ? "" : ", " + only.count() + " times");
        }
        String named = groups.stream()
                .limit(NAMED_GROUPS)
                .map(it -> it.rule() + " " + it.event().wire() + " (" + it.count() + ")")
                .collect(Collectors.joining(", "));
        return devices + named + (groups.size() > NAMED_GROUPS ? ", …" : "");
    }

    /** The first ten notices, one a line, and how many there are more. */
    static String text(Message message) {
        return String.join("\n", lines(message));
    }

    /** The same, line by line. */
    static List<String> lines(Message message) {
        List<String> lines = message.notices().stream()
                .limit(LISTED)
                .map(it -> line(message, it))
                .collect(Collectors.toList());
        if (message.count() > lines.size()) {
            lines.add("and " + (message.count() - lines.size()) + " more");
        }
        return lines;
    }

    private static String line(Message message, Message.Line line) {
        String what = line.message().isBlank()
                ? line.rule() + " " + line.event().wire()
                : line.event().wire() + ": " + line.message();
        return oneLine(message.count() == 1 ? what : line.deviceId() + " " + what);
    }

    /** Nothing that begins a line of its own, in a mail's header or a text. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }
}
