package io.iotflow.platform.logging;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * An answer that its client did not take to the end is a line or two in the log. The server writes three stacks of more than a
 * hundred lines each, so that a client who asks and hangs up fills the log.
 */
@Singleton
class AbortedAnswers {

    // Kept: an unreferenced logger forgets its filter.
    private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");
    private static final Logger CATALINA = Logger.getLogger("jakarta.enterprise.web"); // which says it once more

    void apply(@Observes @Initialized(ApplicationScoped.class) Object start) {
        JERSEY.setFilter(AbortedAnswers::shorten);
        CATALINA.setFilter(it -> hungUp(it.getThrown()).isEmpty());
    }

    /** The loggers are the server's and stay when the application goes. */
    @PreDestroy
    void remove() {
        JERSEY.setFilter(null);
        CATALINA.setFilter(null);
    }

    static boolean shorten(LogRecord record) {
        hungUp(record.getThrown()).ifPresent(it -> {
            record.setThrown(null);
            record.setResourceBundle(null);
            record.setParameters(null);
            record.setMessage("A client did not take an answer to its end: " + it.getMessage());
        });
        return true;
    }

    /** What the connection itself failed with; other failures of reading and writing keep their stack. */
    private static Optional<IOException> hungUp(Throwable thrown) {
        return Stream.iterate(thrown, it -> it != null, Throwable::getCause)
                .filter(IOException.class::isInstance)
                .map(IOException.class::cast)
                .filter(it -> Arrays.stream(it.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("sun."))
                        .findFirst()
                        .filter(frame -> frame.startsWith("org.glassfish.grizzly."))
                        .isPresent())
                .findFirst();
    }
}
