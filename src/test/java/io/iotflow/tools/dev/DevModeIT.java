package io.iotflow.tools.dev;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small program in a JVM of its own stands for the application; it answers each line with what a method returns. */
class DevModeIT {

    private static final String PROGRAM = """
            class Program {
                public static void main(String[] arguments) throws Exception {
                    var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
                    while (lines.readLine() != null) {
                        System.out.println(answer());
                    }
                }

                static String answer() {
                    return "first";
                }
            }
            """;

    @TempDir
    private Path project;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger deployments = new AtomicInteger();
    private Path source;
    private Process program;
    private BufferedReader answers;
    private DevMode mode;

    @BeforeEach
    void start() throws IOException {
        source = Files.createDirectories(project.resolve("src/main/java")).resolve("Program.java");
        Files.writeString(source, PROGRAM);
        Files.createDirectories(project.resolve("src/main/webapp"));
        Path classes = Files.createDirectories(project.resolve("target/iotflow/WEB-INF/classes"));
        Files.writeString(project.resolve("target/tools.classpath"), "");
        assertEquals(
                0,
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "--release", "17", "-g", "-d", classes.toString(), source.toString()));
        mode = new DevMode(project, said::add);
        program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                        "-cp",
                        mode.application().resolve("WEB-INF/classes").toString(),
                        "Program")
                .redirectErrorStream(true)
                .start();
        answers = program.inputReader();
        String listening = answers.readLine();
        mode.start(
                Integer.parseInt(
                        listening.substring(listening.lastIndexOf(' ') + 1).strip()),
                deployments::incrementAndGet);
    }

    @AfterEach
    void stop() {
        mode.close();
        program.destroyForcibly();
    }

    @Test
    void swapsTheCodeOfAMethodIntoTheRunningProgram() throws IOException {
        assertEquals("first", answer());

        save("\"first\"", "\"sec\" + \"ond\"");

        await().atMost(60, SECONDS).until(() -> answer().equals("second"));
        assertEquals(0, deployments.get(), said.toString());
    }

    @Test
    void deploysAgainForMoreThanTheCodeOfAMethod() throws IOException {
        save("static String answer()", "static String other() { return \"\"; }\n\n    static String answer()");

        await().atMost(60, SECONDS).until(() -> deployments.get() == 1);
        Files.writeString(source.resolveSibling("Another.java"), "class Another {}");
        await().atMost(60, SECONDS).until(() -> deployments.get() == 2);
        assertTrue(Files.exists(mode.application().resolve("WEB-INF/classes/Another.class")));

        Files.delete(source.resolveSibling("Another.java"));
        await().atMost(60, SECONDS).until(() -> deployments.get() == 3);
        assertTrue(Files.notExists(mode.application().resolve("WEB-INF/classes/Another.class")));
    }

    @Test
    void saysWhereAMistakeIsAndLetsTheProgramGoOn() throws IOException {
        save("\"first\"", "1");

        await().atMost(60, SECONDS).until(() -> said.stream().anyMatch(it -> it.contains("what ran before goes on")));
        assertTrue(said.get(0).startsWith("src/main/java/Program.java:10: incompatible types"), said.toString());
        assertEquals("first", answer());

        save("return 1", "return \"corrected\"");
        await().atMost(60, SECONDS).until(() -> answer().equals("corrected"));
        assertEquals(0, deployments.get(), said.toString());
    }

    @Test
    void copiesAPageAndDeploysNothing() throws IOException {
        Files.writeString(project.resolve("src/main/webapp/page.html"), "<p>saved");

        await().atMost(60, SECONDS).until(() -> said.stream().anyMatch(it -> it.startsWith("page.html: live after")));
        assertEquals("<p>saved", Files.readString(mode.application().resolve("page.html")));
        assertEquals(0, deployments.get());
    }

    private String answer() throws IOException {
        program.outputWriter().append('\n').flush();
        return answers.readLine();
    }

    private void save(String text, String instead) throws IOException {
        String before = Files.readString(source);
        assertTrue(before.contains(text), before);
        Files.writeString(source, before.replace(text, instead));
    }
}
