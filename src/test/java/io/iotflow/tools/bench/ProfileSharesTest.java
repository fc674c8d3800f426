package io.iotflow.tools.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileSharesTest {

    @Test
    void countsAMethodOnceForAStackHoweverOftenItIsInIt() {
        String report = ProfileShares.of(List.of(
                        "java/lang/Thread.run;io/iotflow/A.a;io/iotflow/B.b;io/iotflow/A.a;java/util/HashMap.get 30",
                        "thread_start;CompileBroker::compiler_thread_loop;C2Compiler::compile_method 50",
                        "thread_start;GangWorker::run;G1ParScan 20"))
                .report();

        for (String row : List.of(
                "| `Java` | 30.0 % |",
                "| `the JIT compiler` | 50.0 % |",
                "| `the garbage collector` | 20.0 % |",
                "| `io/iotflow/A.a` | 30.0 % |",
                "| `java/util/HashMap.get` | 30.0 % |")) {
            assertTrue(report.contains(row), row + " in " + report);
        }
        assertTrue(report.startsWith("100 samples"), report);
    }
}
