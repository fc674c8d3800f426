package io.iotflow;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The tools are compiled beside the tests and see all of them: this rule holds the line. */
@AnalyzeClasses(packages = ArchitectureTest.HOUSE)
class ToolsArchitectureTest {

    private static final DescribedPredicate<JavaClass> TEST_CLASSES = describe(
            "are test classes",
            type -> !type.getPackageName().startsWith("io.iotflow.tools")
                    && type.getSource()
                            .filter(it -> it.getUri().toString().contains("/test-classes/"))
                            .isPresent());

    @ArchTest
    static final ArchRule toolsNeedNoTestClasses =
            noClasses().that().resideInAPackage("io.iotflow.tools..").should().dependOnClassesThat(TEST_CLASSES);
}
