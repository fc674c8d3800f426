package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newcomer's first minutes: the start, the printed commands, the README's tour, Ctrl-C, and the next day. */
class QuickstartIT {

    @TempDir
    private Path folder;

    @Test
    void printsCommandsThatWorkAndKeepsTheDataOverARestart() throws Exception {
        String reason = "the printed commands need curl, and it is not installed";
        boolean hasCurl =
                !QuickstartProcess.paste("command -v curl || true", Map.of()).isBlank();
        if (!hasCurl) {
            System.out.println("Skipped: " + reason);
        }
        assumeTrue(hasCurl, reason);
        int http = QuickstartProcess.freePort();
        int mqtt = QuickstartProcess.freePort();
        String question;
        String answer;

        try (QuickstartProcess first =
                QuickstartProcess.start(folder, http, mqtt).awaitReady()) {
            List<String> commands = first.commands();
            String printed = QuickstartProcess.paste(String.join("\n", commands) + "\necho KEY=$KEY", Map.of());
            assertTrue(printed.contains("Telemetry data received successfully"), printed);
            assertTrue(printed.contains("\"value\":23.5"), printed);
            question =
                    "KEY=" + printed.substring(printed.lastIndexOf("KEY=") + 4).strip() + "\n"
                            + commands.get(2).replace("start=-1h", "start=2026-01-01T00:00:00Z");
            answer = QuickstartProcess.paste(question, Map.of());
            takeTheTour(first, "http://localhost:" + http);
            first.stop();
        }

        try (QuickstartProcess second =
                QuickstartProcess.start(folder, http, mqtt).awaitReady()) {
            assertEquals(answer, QuickstartProcess.paste(question, Map.of()));
        }
    }

    @Test
    void saysInOneLineWhichPortIsTakenAndWhichOptionChangesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                QuickstartProcess quickstart =
                        QuickstartProcess.start(folder, taken.getLocalPort(), QuickstartProcess.freePort())) {
            assertEquals(1, quickstart.awaitEnd());

            String printed = quickstart.output().strip();
            assertEquals(1, printed.lines().count(), printed);
            assertTrue(
                    printed.contains(String.valueOf(taken.getLocalPort())) && printed.contains("--http-port"), printed);
        }
    }

    @Test
    void stopsAtABadSettingWithALineThatNamesIt() throws Exception {
        try (QuickstartProcess quickstart = QuickstartProcess.start(
                folder,
                QuickstartProcess.freePort(),
                QuickstartProcess.freePort(),
                Map.of("IOTFLOW_REGISTRATION", "opne"))) {
            assertEquals(1, quickstart.awaitEnd());

            String printed = quickstart.output();
            assertTrue(printed.contains("IOTFLOW_REGISTRATION must be open or admin, is 'opne'"), printed);
        }
    }

    /** Runs the README's curl commands and compares the members of the answers that it shows. */
    private static void takeTheTour(QuickstartProcess quickstart, String url) throws IOException, InterruptedException {
        String key = "";
        List<Step> tour = Step.ofReadme();
        assertTrue(tour.size() >= 4, "the README's tour has " + tour.size() + " steps");
        for (Step step : tour) {
            String printed = QuickstartProcess.paste(
                    step.command().replace("http://localhost:5000", url),
                    Map.of("ADMIN_KEY", quickstart.value("Admin key"), "KEY", key));
            assertEquals(members(step.answer()), members(printed), step.command() + "\n" + printed);
            Matcher shown = Pattern.compile("\"api_key\":\"([^\"]+)\"").matcher(printed);
            key = shown.find() ? shown.group(1) : key;
        }
    }

    private static List<String> members(String json) {
        Matcher member = Pattern.compile("\"([a-z_]+)\" ?:").matcher(json);
        List<String> members = new ArrayList<>();
        while (member.find()) {
            members.add(member.group(1));
        }
        return members.stream().distinct().sorted().toList();
    }

    /** A command of the README and the answer shown under it. */
    private record Step(String command, String answer) {

        private static final Pattern BLOCKS =
                Pattern.compile("```sh\\n(curl .*?)```\\n+```json\\n(.*?)```", Pattern.DOTALL);

        static List<Step> ofReadme() throws IOException {
            Matcher block = BLOCKS.matcher(Files.readString(Path.of("README.md")));
            List<Step> steps = new ArrayList<>();
            while (block.find()) {
                steps.add(new Step(block.group(1), block.group(2)));
            }
            return steps;
        }
    }
}
