package io.iotflow.tools.bench;

import io.iotflow.tools.api.Registration;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongPredicate;

/** Registers one device after the other over one connection. */
final class RegistrationLoad {

    private final BenchStack stack;
    private final Registration registration;
    private long next;

    RegistrationLoad(BenchStack stack) {
        this.stack = stack;
        this.registration = stack.registration();
    }

    /** As many as this. */
    RegistrationFigures run(long devices) throws IOException, SQLException, InterruptedException {
        return runWhile(registered -> registered < devices);
    }

    /** For so long. */
    RegistrationFigures run(Duration length) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        return runWhile(registered -> System.nanoTime() < end);
    }

    private RegistrationFigures runWhile(LongPredicate goesOn) throws IOException, SQLException, InterruptedException {
        Costs cpu = stack.cpuSeconds(Set.of());
        DatabaseCosts database = DatabaseCosts.of(stack.database());
        long begin = System.nanoTime();
        long registered = 0;
        for (; goesOn.test(registered); registered++) {
            registration.register("registered-" + next++, "bench");
        }
        return new RegistrationFigures(
                registered,
                (System.nanoTime() - begin) / 1e9,
                stack.cpuSeconds(Set.of()).minus(cpu),
                DatabaseCosts.of(stack.database()).minus(database));
    }
}
