package io.iotflow.tools.quickstart;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link PayaraProcess} is started with.
 *
 * @param java what runs it
 * @param server the Payara Micro that this Java runs
 * @param war the application
 * @param data the folder of its log and temporary files, created when missing
 * @param bind the address to listen on, {@code 0.0.0.0} for all
 * @param port 0 = a free one
 * @param javaOptions options of its JVM, such as {@code -Xmx512m}
 * @param environment added to this process's own
 * @param logFormat how it writes its log
 * @param tls where it listens over TLS as well
 */
public record PayaraSettings(
        JavaHome java,
        Path server,
        Path war,
        Path data,
        String bind,
        int port,
        List<String> javaOptions,
        Map<String, String> environment,
        LogFormat logFormat,
        Optional<TlsListener> tls) {

    public PayaraSettings {
        javaOptions = List.copyOf(javaOptions);
        environment = Map.copyOf(environment);
        data = data.toAbsolutePath().normalize();
    }

    /** On loopback, with what the build left in {@code target} and the usual {@link Heap}. */
    public static PayaraSettings local(Path target, Path data, int port, Map<String, String> environment) {
        return local(JavaHome.current(), target, data, port, environment);
    }

    /** The same on another Java. */
    public static PayaraSettings local(
            JavaHome java, Path target, Path data, int port, Map<String, String> environment) {
        return new PayaraSettings(
                java,
                PayaraMicro.jar(target, java),
                target.resolve("iotflow.war"),
                data,
                Ports.LOOPBACK,
                port,
                Heap.of(Heap.USUAL).javaOptions(),
                environment,
                LogFormat.TEXT,
                Optional.empty());
    }

    /** The same with its log in another form. */
    public PayaraSettings with(LogFormat format) {
        return new PayaraSettings(java, server, war, data, bind, port, javaOptions, environment, format, tls);
    }

    /** The same with these options of its JVM in place of the others. */
    public PayaraSettings with(List<String> options) {
        return new PayaraSettings(java, server, war, data, bind, port, options, environment, logFormat, tls);
    }

    /** The same with another application, a WAR or a folder. */
    public PayaraSettings deploying(Path application) {
        return new PayaraSettings(
                java, server, application, data, bind, port, javaOptions, environment, logFormat, tls);
    }

    /** The same over TLS as well. */
    public PayaraSettings with(TlsListener listener) {
        return new PayaraSettings(
                java, server, war, data, bind, port, javaOptions, environment, logFormat, Optional.of(listener));
    }

    /** The environment's values are secrets. */
    @Override
    public String toString() {
        return "PayaraSettings[" + war + " on " + bind + ":" + port + "]";
    }
}
