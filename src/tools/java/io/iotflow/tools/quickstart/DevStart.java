package io.iotflow.tools.quickstart;

import io.iotflow.tools.dev.DevMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The application for somebody who changes it: from a folder, open for a debugger, with a watch on {@code src/main}. */
final class DevStart {

    private static final int DEBUG_PORT = 5005; // what IDEs propose

    private final Parts parts;
    private final Terminal terminal;

    DevStart(Parts parts, Terminal terminal) {
        this.parts = parts;
        this.terminal = terminal;
    }

    /** Returns when it answers and is watched. */
    LiveApplication start(PayaraSettings settings, Duration patience) {
        int debugPort = Ports.choose(Ports.LOOPBACK, Ports.isFree(Ports.LOOPBACK, DEBUG_PORT) ? DEBUG_PORT : 0);
        DevMode mode = new DevMode(Path.of(""), terminal::say);
        PayaraSettings live = settings.deploying(mode.application()).with(options(debugPort));
        LiveApplication application = parts.start("IoTFlow", () -> LiveApplication.start(live, patience));
        application.awaitReady();
        parts.start(Parts.SILENT, () -> mode.start(debugPort, application::redeploy));
        terminal.say("  Dev mode: what you save in src/main is live within seconds; a debugger attaches to localhost:"
                + debugPort);
        return application;
    }

    /** The second compiler makes a server fast after minutes; here it would only take time from each deployment. */
    private static List<String> options(int debugPort) {
        return List.of(
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=" + Ports.LOOPBACK + ":" + debugPort);
    }
}
