package io.iotflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tools are compiled beside the tests and see all of them: this rule holds the line. */
@AnalyzeClasses(packages = ArchitectureTest.HOUSE)
class ToolsArchitectureTest {

    private static final DescribedPredicate<JavaClass> TEST_CLASSES = describe(
            "are test classes",
            type -> !type.getPackageName().startsWith("io.iotflow.tools")
                    && type.getSource()
                            .filter(it -> it.getUri().toString().contains("/test-classes/"))
                            .isPresent());

    /** Their tests are in the same packages, and may. */
    private static final DescribedPredicate<JavaClass> TOOLS = describe(
            "are tools",
            type -> Files.exists(Path.of("src/tools/java", outermost(type).replace('.', '/') + ".java")));

    @ArchTest
    static final ArchRule toolsNeedNoTestClasses =
            noClasses().that(TOOLS).should().dependOnClassesThat(TEST_CLASSES);

    private static String outermost(JavaClass type) {
        return type.getName().split("\\$")[0];
    }
}
