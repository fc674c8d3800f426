package io.iotflow.journey;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iotflow.docs.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.function.Executable;

/**
 * The documentation's commands, pasted one block after the other into one shell: what a block sets, those behind it use.
 * Each must end well, and answer with the members that the page shows.
 */
final class Tour {

    private static final Pattern STEP = Pattern.compile("(.*?)\\n@@ (\\d+)\\n", Pattern.DOTALL);
    private static final Pattern MEMBER = Pattern.compile("\"([a-z_]+)\" ?:");

    private final Path folder;
    private final int http;
    private final int mqtt;

    Tour(Path folder, int http, int mqtt) {
        this.folder = folder;
        this.http = http;
        this.mqtt = mqtt;
    }

    /** Runs the blocks whose programs are installed, and returns the variable KEY as they leave it. */
    String take(List<Block> all) throws IOException, InterruptedException {
        List<Block> blocks = all.stream().filter(this::canRun).toList();
        StringBuilder script = new StringBuilder();
        blocks.forEach(block -> script.append(local(block.code())).append("printf '\\n@@ %s\\n' $?\n"));
        Path file = folder.resolve("tour.sh");
        Files.writeString(file, script + "printf %s \"${KEY:-}\"\n");
        String output = run(file);
        Matcher step = STEP.matcher(output);
        int end = 0;
        List<Executable> checks = new ArrayList<>();
        for (Block block : blocks) {
            assertEquals(true, step.find(), () -> block + " and what follows did not run:\n" + output);
            String printed = step.group(1);
            String exitCode = step.group(2);
            checks.add(() -> check(block, printed, exitCode));
            end = step.end();
        }
        assertAll(checks); // all at once: a run takes minutes
        return output.substring(end);
    }

    private static void check(Block block, String printed, String exitCode) {
        String all = block + " printed:\n" + printed;
        assertEquals("0", exitCode, all);
        if (block.answer().isEmpty()) {
            assertFalse(printed.contains("\"request_id\""), all);
        } else {
            assertEquals(members(block.answer()), members(printed), all);
        }
    }

    /** With the ports of this test. */
    private String local(String commands) {
        return commands.replace("http://localhost:5000", "http://localhost:" + http)
                .replace("localhost:1883", "localhost:" + mqtt)
                .replace("-p 1883", "-p " + mqtt)
                .replace(
                        "./simulator ",
                        "./simulator --to http://localhost:" + http + " --mqtt mqtt://localhost:" + mqtt + " ");
    }

    private String run(Path script) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        shell.environment().keySet().removeAll(Set.of("KEY", "ADMIN_KEY", "IOTFLOW_ADMIN_API_KEY"));
        shell.environment().put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return printed;
    }

    private boolean canRun(Block block) {
        List<String> missing = new ArrayList<>();
        for (String program : block.marker("needs").split(" ")) {
            if (!program.isEmpty() && !QuickstartProcess.isInstalled(program)) {
                missing.add(program);
            }
        }
        if (!missing.isEmpty()) {
            System.out.println("Skipped: " + block + ", because " + missing + " is not installed");
        }
        return missing.isEmpty();
    }

    private static Set<String> members(String json) {
        Set<String> members = new TreeSet<>();
        MEMBER.matcher(json).results().forEach(it -> members.add(it.group(1)));
        return members;
    }
}
