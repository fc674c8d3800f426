package io.iotflow.stack;

import io.iotflow.tools.quickstart.JavaHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** Payara Micro 7 and a Java that runs it, where both can be had; else the test that asks is skipped and says why. */
public final class PayaraSeven {

    private static final int NEEDS = 21;

    private PayaraSeven() {}

    /** The Java, when the server is in {@code target}, too; the build leaves it there on such a Java, and Maven fetches it now else. */
    public static JavaHome java() {
        Optional<JavaHome> java = JavaHome.atLeast(NEEDS);
        if (java.isEmpty()) {
            throw skip("Payara 7 needs Java 21 or newer: neither JAVA_HOME nor a usual place has one");
        }
        if (!Files.exists(Path.of("target", "payara-micro-7.jar"))) {
            Scripts.Result fetched =
                    Scripts.result(Map.of(), Path.of("mvnw"), "-B", "-q", "dependency:copy@payara-micro-7");
            if (fetched.code() != 0) {
                throw skip("Payara Micro 7 cannot be had: "
                        + fetched.output().lines().findFirst().orElse(""));
            }
        }
        return java.get();
    }

    private static RuntimeException skip(String reason) {
        System.out.println("Skipped: " + reason);
        return new TestAbortedException(reason);
    }
}
