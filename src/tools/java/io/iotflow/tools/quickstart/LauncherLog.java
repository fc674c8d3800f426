package io.iotflow.tools.quickstart;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** Where the libraries in this JVM log. HiveMQ's jar brings a logback.xml that would write to the terminal. */
final class LauncherLog {

    private static final List<String> CHATTY = List.of("com.hivemq", "io.iotflow.tools", "jetbrains.exodus", "io.zonky", "oshi", "io.netty");
    private static final AtomicBoolean CONFIGURED = new AtomicBoolean();

    private LauncherLog() {}

    /** Everything to this file, nothing to the terminal. */
    static void to(Path file) {
        CONFIGURED.set(true);
        LogFile.rotate(file);
        LoggerContext context = context();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%logger] %msg%n%ex");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        context.getLogger("jetbrains.exodus").setLevel(Level.WARN);
        context.getLogger("oshi").setLevel(Level.ERROR);
    }

    /** Warnings only, unless someone has said otherwise: what a test wants. */
    static void quiet() {
        if (CONFIGURED.compareAndSet(false, true)) {
            for (String name : CHATTY) {
                context().getLogger(name).setLevel(Level.WARN);
            }
        }
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
