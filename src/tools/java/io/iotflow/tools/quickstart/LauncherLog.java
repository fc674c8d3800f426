package io.iotflow.tools.quickstart;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** Where the libraries in this JVM log. HiveMQ's jar brings a logback.xml that would write to the terminal. */
final class LauncherLog {

    private static final List<String> CHATTY =
            List.of("com.hivemq", "io.iotflow.tools", "jetbrains.exodus", "io.zonky", "oshi", "io.netty");
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
        // A message may quote a client id of 64 KB.
        encoder.setPattern("%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level [%logger] %.-2000msg%n%ex{40}");
        encoder.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender(context, file, encoder));
        context.getLogger("jetbrains.exodus").setLevel(Level.WARN);
        context.getLogger("oshi").setLevel(Level.ERROR);
    }

    /** At most 20 MB: this file and the one before it. */
    private static RollingFileAppender<ILoggingEvent> appender(
            LoggerContext context, Path file, PatternLayoutEncoder encoder) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
        names.setContext(context);
        names.setParent(appender);
        names.setFileNamePattern(file + ".%i");
        names.setMinIndex(1);
        names.setMaxIndex(1);
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(10 * FileSize.MB_COEFFICIENT));
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(encoder);
        appender.setRollingPolicy(names);
        appender.setTriggeringPolicy(size);
        names.start();
        size.start();
        appender.start();
        return appender;
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
