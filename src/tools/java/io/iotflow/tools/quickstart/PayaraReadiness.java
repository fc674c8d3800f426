package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits until the application answers. A failed deployment does not end Payara: it goes on with nothing deployed, so the
 * log must be asked too.
 */
final class PayaraReadiness {

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final String BOOTED = " ready in "; // Payara's last line at start, whatever came of the deployment
    static final String DEPLOYMENT_FAILED = "Exception during lifecycle processing";

    private final Process process;
    private final URI health;
    private final Path log;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    PayaraReadiness(Process process, URI server, Path log) {
        this.process = process;
        this.health = server.resolve("/health/ready");
        this.log = log;
    }

    void await(Duration timeout) {
        Instant deadline = Instant.now().plus(timeout);
        Answer answer = Answer.NONE;
        while (Instant.now().isBefore(deadline)) {
            if (!process.isAlive()) {
                throw new StartException(
                        "IoTFlow ended while starting (exit code " + process.exitValue() + "): " + reason());
            }
            if (LogFile.contains(log, DEPLOYMENT_FAILED)) {
                throw new StartException("IoTFlow could not be deployed: " + reason());
            }
            // Asked while it deploys, Payara fills its log with the stack traces of health checks not yet injected.
            if (LogFile.contains(log, BOOTED)) {
                answer = ask();
                if (answer.status == 200) {
                    return;
                }
                if (answer.saysNothingDeployed()) {
                    throw new StartException("IoTFlow could not be deployed: " + reason());
                }
            }
            pause();
        }
        throw new StartException("IoTFlow was not ready after " + timeout.toSeconds() + " s; " + health + " says: "
                + answer.body + ". Its log is " + log);
    }

    private String reason() {
        String line = LogFile.causeOf(log, DEPLOYMENT_FAILED)
                .or(() -> LogFile.lastMatching(log, "SEVERE", "Error", "Exception"))
                .or(() -> LogFile.lastLine(log))
                .orElse("it says nothing");
        // An exception's class name tells the user nothing that its message does not.
        return line.replaceFirst("^Caused by: ([\\w.$]+\\.)?(?=[\\w$]+)", "") + ". Its log is " + log;
    }

    private Answer ask() {
        try {
            HttpRequest request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return Answer.NONE;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StartException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StartException("interrupted while IoTFlow was starting", e);
    }

    private record Answer(int status, String body) {

        static final Answer NONE = new Answer(0, "nothing");

        boolean saysNothingDeployed() {
            return status == 404 || body.contains("No Application deployed");
        }
    }
}
