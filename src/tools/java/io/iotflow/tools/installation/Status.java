package io.iotflow.tools.installation;

import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.RunningMark;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether it runs, and asks it how it is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit code:%n",
        exitCodeList = {"0:ready", "1:running, and not ready", "3:not running"},
        description = "Says whether IoTFlow runs and is ready, and where.")
final class Status implements Callable<Integer> {

    private static final int NOT_READY = 1;
    private static final int NOT_RUNNING = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Mixin
    private Data data;

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data.folder();
        Optional<Long> pid = FolderLock.holder(folder);
        if (pid.isEmpty()) {
            System.out.println("IoTFlow does not run on " + folder + ". bin/iotflow start starts it.");
            return NOT_RUNNING;
        }
        Optional<RunningMark> running = RunningMark.of(folder, pid.get());
        if (running.isEmpty()) {
            System.out.println("IoTFlow is starting or stopping (process " + pid.get() + ", its log is "
                    + folder.resolve("logs").resolve("payara.log") + ").");
            return NOT_READY;
        }
        String problem = problem(running.get());
        System.out.println(
                problem.isEmpty()
                        ? "IoTFlow runs (process " + pid.get() + ").\n"
                                + running.get().text()
                        : "IoTFlow runs (process " + pid.get() + ") and is not ready: " + problem);
        return problem.isEmpty() ? 0 : NOT_READY;
    }

    private static String problem(RunningMark running) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest request = HttpRequest.newBuilder(running.http().resolve("/health/ready"))
                .timeout(PATIENCE)
                .build();
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? ""
                    : request.uri() + " says " + answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return request.uri() + " does not answer (" + e + ")";
        }
    }
}
