package io.iotflow.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of calls has every call of the API, and no other. */
class ApiPageTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final String ROOT = "/api/v1";
    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, POST.class, PUT.class, DELETE.class);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void listsEveryCallAndNoOther() throws IOException {
        assertEquals(offered(), documented());
    }

    private static Set<String> offered() throws IOException {
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            return sources.filter(it -> it.toString().endsWith(".java") && read(it).contains("\n@Path("))
                    .flatMap(it -> calls(typeIn(it)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Stream<String> calls(Class<?> resource) {
        String path = ROOT + resource.getAnnotation(jakarta.ws.rs.Path.class).value();
        return Stream.of(resource.getDeclaredMethods())
                .flatMap(method -> METHODS.stream()
                        .filter(method::isAnnotationPresent)
                        .map(verb -> verb.getSimpleName() + " " + path + pathOf(method)));
    }

    private static String pathOf(Method method) {
        return Optional.ofNullable(method.getAnnotation(jakarta.ws.rs.Path.class))
                .map(jakarta.ws.rs.Path::value)
                .orElse("");
    }

    private static Class<?> typeIn(Path source) {
        try {
            return Class.forName(
                    SOURCES.relativize(source).toString().replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code `GET`, `PUT /path`} is two calls. */
    private static Set<String> documented() {
        Set<String> calls = new TreeSet<>();
        ROW.matcher(Page.of(Path.of("src/docs/api.md")).text()).results().forEach(row -> {
            List<String> verbs = new ArrayList<>();
            CODE.matcher(row.group(1))
                    .results()
                    .map(it -> it.group(1).split(" "))
                    .forEach(words -> {
                        verbs.add(words[0]);
                        if (words.length == 2 && words[1].startsWith(ROOT)) {
                            verbs.forEach(verb -> calls.add(verb + " " + words[1]));
                        }
                        if (words.length == 2) {
                            verbs.clear();
                        }
                    });
        });
        return calls;
    }
}
