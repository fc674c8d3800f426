package io.iotflow.firmware;

import io.iotflow.stack.TestDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The firmware's core as a process of this machine ({@code firmware/host}), with its folder in the place of the flash. */
final class HostDevice implements AutoCloseable {

    /** It ended because a command says that it shall start again. */
    static final int TO_BE_RESTARTED = 3;

    /** It ended because it was stopped. */
    static final int STOPPED = 143;

    private static final Pattern STATE = Pattern.compile(
            "taken=(\\d+) delivered=(\\d+) buffered=(\\d+) on_flash=(\\d+) dropped=(\\d+) online=([01])");

    private final Process process;
    private final Path output;

    private HostDevice(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it; it takes so many readings, numbered from the first, one every so many ms. */
    static HostDevice start(
            Path program, Path folder, int port, TestDevice device, int first, int count, int intervalMillis)
            throws IOException {
        Path output = Files.createTempFile(CppCompiler.FOLDER, "host-", ".out");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                program.toString(),
                "127.0.0.1",
                String.valueOf(port),
                device.id(),
                folder.toString(),
                String.valueOf(first),
                String.valueOf(count),
                String.valueOf(intervalMillis)));
        builder.environment().put("IOTFLOW_DEVICE_KEY", device.key());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new HostDevice(builder.start(), output);
    }

    /** What it said last about itself. */
    record State(int taken, int delivered, int buffered, int onFlash, int dropped, boolean isOnline) {

        /** The readings that are delivered or on the flash: what a power cut does not take. */
        int safe() {
            return taken - (buffered - onFlash);
        }
    }

    State state() {
        try {
            State last = new State(0, 0, 0, 0, 0, false);
            for (String line : Files.readAllLines(output)) {
                Matcher state = STATE.matcher(line);
                last = state.matches() ? of(state) : last;
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static State of(Matcher it) {
        return new State(
                Integer.parseInt(it.group(1)),
                Integer.parseInt(it.group(2)),
                Integer.parseInt(it.group(3)),
                Integer.parseInt(it.group(4)),
                Integer.parseInt(it.group(5)),
                it.group(6).equals("1"));
    }

    /** Waits for its end; the exit code, or a failure with what it printed. */
    int awaitEnd() throws InterruptedException, IOException {
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            throw new AssertionError("the device did not end:\n" + Files.readString(output));
        }
        return process.exitValue();
    }

    /** SIGTERM: it brings its readings to the flash. The exit code. */
    int stop() throws InterruptedException, IOException {
        process.destroy();
        return awaitEnd();
    }

    /** SIGKILL: as when the power goes. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
