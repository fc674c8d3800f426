package io.iotflow.tools.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;

import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodBodiesTest {

    private static final String SOURCE = """
            class Sensor {
                static final int LIMIT = 3;
                private final int id;

                Sensor(int id) {
                    this.id = id + 1;
                }

                int read() {
                    return id * 2;
                }

                @PostConstruct
                void begin() {
                    start(4);
                }

                void configure(@Observes Object event) {
                    start(5);
                }
            }
            """;

    @Test
    void findNothingElseInNewCodeOfAMethod() {
        assertEquals(
                true, onlyBodiesDiffer("return id * 2;", "int twice = 2 * id;\n\n        return twice; // the same"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LIMIT = 3 -> LIMIT = 4",
                "this.id = id + 1 -> this.id = id + 2",
                "int read() -> long read()",
                "int read() -> @Deprecated int read()",
                "int read() -> int more() { return 1; } int read()",
                "start(4) -> start(6)",
                "start(5) -> start(6)"
            })
    void findWhatRanAtTheStartOrIsSeenFromOutside(String change) {
        String[] texts = change.split(" -> ", -1);
        assertEquals(false, onlyBodiesDiffer(texts[0], texts[1]));
    }

    private static boolean onlyBodiesDiffer(String text, String instead) {
        return MethodBodies.onlyDiffer(ToolProvider.getSystemJavaCompiler(), SOURCE, SOURCE.replace(text, instead));
    }
}
