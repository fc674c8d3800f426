package io.iotflow.tools.dev;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles in this JVM, where the compiler is warm, with the options of the build. Knows the sources that are live. */
final class SourceCompiler {

    private static final List<String> OPTIONS =
            List.of("--release", "17", "-g", "-parameters", "-Xpkginfo:always", "-proc:none", "-nowarn");

    /**
     * @param classes by their names; empty when there is an error
     * @param errors as {@code file:line: message}
     * @param onlyBodies nothing but the bodies of methods has changed, and only classes of the changed files are there
     */
    record Result(Map<String, byte[]> classes, List<String> errors, boolean onlyBodies) {}

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
    private final Path project;
    private final Path classes;
    private final String libraries;
    private Map<Path, String> live;

    /**
     * @param classes of the application, which a changed class is compiled against
     * @param libraries a class path
     * @param sources as they are in the application now
     */
    SourceCompiler(Path project, Path classes, String libraries, Collection<Path> sources) {
        this.project = project;
        this.classes = classes;
        this.libraries = libraries;
        live = read(sources);
    }

    /** Compiles what has changed since what is live; all of it when more than the bodies of methods has. */
    Result compile(Collection<Path> sources) {
        Map<Path, String> now = read(sources);
        List<Path> changed = now.keySet().stream()
                .filter(file -> !now.get(file).equals(live.get(file)))
                .toList();
        boolean onlyBodies = now.keySet().equals(live.keySet())
                && changed.stream().allMatch(file -> MethodBodies.onlyDiffer(compiler, live.get(file), now.get(file)));
        Result result = compile(onlyBodies ? changed : sources, onlyBodies);
        if (result.errors.isEmpty()) {
            live = now;
        }
        return result;
    }

    /** The first compilation in a JVM loads the compiler; one source is enough for that. */
    void warmUp() {
        compile(live.keySet().stream().limit(1).toList(), true);
    }

    private Result compile(Collection<Path> sources, boolean onlyBodies) {
        if (sources.isEmpty()) {
            return new Result(Map.of(), List.of(), onlyBodies);
        }
        List<String> options = new ArrayList<>(OPTIONS);
        // A class that is no more must not be found where everything is compiled.
        options.addAll(List.of("-cp", onlyBodies ? classes + File.pathSeparator + libraries : libraries));
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        InMemory output = new InMemory(files);
        boolean done = compiler.getTask(
                        null, output, said, options, null, files.getJavaFileObjectsFromPaths(List.copyOf(sources)))
                .call();
        return done
                ? new Result(output.classes, List.of(), onlyBodies)
                : new Result(
                        Map.of(),
                        said.getDiagnostics().stream()
                                .filter(SourceCompiler::isError)
                                .map(this::text)
                                .toList(),
                        false);
    }

    private static boolean isError(Diagnostic<?> diagnostic) {
        return diagnostic.getKind() == Diagnostic.Kind.ERROR;
    }

    private String text(Diagnostic<? extends JavaFileObject> error) {
        String where = error.getSource() == null
                ? ""
                : project.relativize(Path.of(error.getSource().toUri())) + ":" + error.getLineNumber() + ": ";
        return where + error.getMessage(Locale.ROOT);
    }

    private static Map<Path, String> read(Collection<Path> sources) {
        Map<Path, String> texts = new HashMap<>();
        try {
            for (Path source : sources) {
                texts.put(source, Files.readString(source));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, byte[]> classes = new TreeMap<>();

        InMemory(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.put(name, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
