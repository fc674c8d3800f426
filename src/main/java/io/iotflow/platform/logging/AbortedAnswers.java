package io.iotflow.platform.logging;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * An answer that its client did not take to the end is one line in the log. Jersey writes a stack of more than a hundred lines
 * for each, so that a client who asks and hangs up fills the log.
 */
@Singleton
class AbortedAnswers implements Filter {

    /** Kept: an unreferenced logger forgets its filter. */
    private static final Logger JERSEY = Logger.getLogger("org.glassfish.jersey.server.ServerRuntime$Responder");

    private static final String HUNG_UP =
            "org.apache.catalina.connector.ClientAbortException"; // Payara's own, not in the API

    void apply(@Observes @Initialized(ApplicationScoped.class) Object start) {
        JERSEY.setFilter(this);
    }

    /** The logger is the server's and stays when the application goes. */
    @PreDestroy
    void remove() {
        JERSEY.setFilter(null);
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        Stream.iterate(record.getThrown(), it -> it != null, Throwable::getCause)
                .filter(it -> it.getClass().getName().equals(HUNG_UP))
                .findFirst()
                .ifPresent(hungUp -> shorten(record, hungUp));
        return true;
    }

    private static void shorten(LogRecord record, Throwable hungUp) {
        record.setThrown(null);
        record.setResourceBundle(null);
        record.setParameters(null);
        record.setMessage("A client did not take an answer to its end: " + hungUp.getMessage());
    }
}
