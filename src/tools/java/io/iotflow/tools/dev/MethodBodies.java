package io.iotflow.tools.dev;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;

/** A source without the bodies of its methods: what other classes and the container see of it. */
final class MethodBodies {

    /** The container calls them once, at the start: a new body would never run. */
    private static final Set<String> AT_THE_START = Set.of("PostConstruct", "Produces", "Observes");

    private MethodBodies() {}

    /** Whether the two differ inside methods at most. Constructors and initializers have run, so they count as outside. */
    static boolean onlyDiffer(JavaCompiler compiler, String before, String after) {
        return without(compiler, before).equals(without(compiler, after));
    }

    private static String without(JavaCompiler compiler, String source) {
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("memory:///Source.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavacTask task =
                (JavacTask) compiler.getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, List.of(file));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            StringBuilder rest = new StringBuilder();
            Cutter cutter = new Cutter(unit, Trees.instance(task).getSourcePositions(), source, rest);
            cutter.scan(unit, null);
            return rest.append(source, cutter.end, source.length()).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Cutter extends TreeScanner<Void, Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String source;
        private final StringBuilder rest;
        private int end;

        Cutter(CompilationUnitTree unit, SourcePositions positions, String source, StringBuilder rest) {
            this.unit = unit;
            this.positions = positions;
            this.source = source;
            this.rest = rest;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            Tree body = method.getBody();
            if (body == null || method.getReturnType() == null || runsAtTheStart(method)) {
                return null;
            }
            rest.append(source, end, (int) positions.getStartPosition(unit, body));
            end = (int) positions.getEndPosition(unit, body);
            return null;
        }

        private static boolean runsAtTheStart(MethodTree method) {
            return isMarked(method.getModifiers())
                    || method.getParameters().stream().anyMatch(it -> isMarked(it.getModifiers()));
        }

        private static boolean isMarked(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .anyMatch(type -> AT_THE_START.contains(type.toString()));
        }
    }
}
