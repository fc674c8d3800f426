package io.iotflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Holds the modules of src/docs/architecture.md. A new module enters the table here. */
@AnalyzeClasses(packages = ArchitectureTest.HOUSE, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String HOUSE = "io.iotflow";

    /** What every module may use, and which of it each part may use. */
    private static final Map<String, Set<String>> PLATFORM = Map.ofEntries(
            entry("platform.problem", Set.of()),
            entry("platform.task", Set.of()),
            entry("platform.logging", Set.of()),
            entry("platform.metrics", Set.of()),
            entry("platform.settings", Set.of("platform.time", "platform.json")),
            entry("platform.time", Set.of()),
            entry("platform.json", Set.of("platform.problem")),
            entry("platform.database", Set.of("platform.task")),
            entry("platform.web", Set.of("platform.problem", "platform.json")),
            entry("platform.audit", Set.of("platform.database", "platform.problem", "platform.json", "platform.web")),
            entry(
                    "platform.listener",
                    Set.of("platform.problem", "platform.ratelimit", "platform.settings", "platform.task")),
            entry(
                    "platform.ratelimit",
                    Set.of("platform.problem", "platform.database", "platform.settings", "platform.task")));

    /** The modules, and which others each may import beside the platform. */
    private static final Map<String, Set<String>> MODULES = Map.ofEntries(
            entry("mqtt", Set.of()),
            entry("device", Set.of()),
            entry("quarantine", Set.of()),
            entry("mapping", Set.of("device", "mqtt")),
            entry("refusal", Set.of("device", "quarantine")),
            entry("security", Set.of("device")),
            entry("telemetry.store", Set.of("device", "quarantine", "refusal")),
            entry("telemetry.ingest", Set.of("telemetry.store", "mapping", "device", "mqtt", "quarantine", "refusal")),
            entry("timeseries", Set.of("telemetry.store", "device", "quarantine")),
            entry("presence", Set.of("telemetry.store", "telemetry.ingest", "device", "mqtt", "refusal")),
            entry("command", Set.of("presence", "telemetry.store", "device", "mqtt")),
            entry("mqttapi", Set.of("mqtt", "device")),
            entry("brokerauth", Set.of("mapping", "device", "mqtt")),
            entry("dashboard", Set.of("timeseries", "device")),
            entry("stream", Set.of("telemetry.store", "device", "alert")),
            entry("alert", Set.of("telemetry.store", "device", "presence", "refusal", "notify")),
            entry("notify", Set.of("command", "device", "mqtt")),
            entry("monitoring", Set.of("device", "telemetry.store", "presence", "alert")));

    /** What the container finds by its annotation, and must be public for it alone. */
    private static final List<Class<? extends Annotation>> CONTAINERS_OWN =
            List.of(Path.class, ApplicationPath.class, Singleton.class, Startup.class, Provider.class);

    @ArchTest
    static final ArchRule eachModuleImportsOnlyWhatTheTableAllows =
            classes().should(new ImportOnlyAllowedModules()).because("the table of modules says so");

    private static final String[] OUTER = Stream.of(
                    "dashboard", "security", "stream", "mqttapi", "brokerauth", "monitoring", "platform.logging")
            .map(ArchitectureTest::packageOf)
            .toArray(String[]::new);

    @ArchTest
    static final ArchRule nobodyImportsTheOuterModules = noClasses()
            .that()
            .resideOutsideOfPackages(OUTER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUTER);

    @ArchTest
    static final ArchRule noModuleImportsItselfThroughOthers =
            slices().matching(HOUSE + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatTheContainerOwnsIsUsedByNoOtherModule = classes()
            .that(areTheContainersOwn())
            .should(new ArchCondition<JavaClass>("be used in their own module only") {
                @Override
                public void check(JavaClass owned, ConditionEvents events) {
                    owned.getDirectDependenciesToSelf().stream()
                            .filter(it -> !moduleOf(it.getOriginClass()).equals(moduleOf(owned)))
                            .forEach(it -> events.add(SimpleConditionEvent.violated(it, it.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule whatADeviceMayCallIsLimited = methods()
            .that(DescribedPredicate.<JavaMethod>describe(
                    "a device may call", it -> List.of(rolesOf(it)).contains("device")))
            .should()
            .beAnnotatedWith(RateLimited.class);

    @ArchTest
    static final ArchRule theWarNeedsNoTools =
            noClasses().should().dependOnClassesThat().resideInAPackage(packageOf("tools"));

    @ArchTest
    static final ArchRule theLogIsTheOnlyOutput = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule jsonIsReadAndWrittenThroughOneClass = noClasses()
            .that()
            .resideOutsideOfPackage(packageOf("platform.json"))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.json.Json")
            .because("it looks its provider up in the class path at every call");

    @ArchTest
    static final ArchRule theJsonProviderIsLookedUpOnce = noClasses()
            .that()
            .resideOutsideOfPackages(packageOf("platform.json"), packageOf("platform.problem")) // problem is below json
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(JsonProvider.class, JsonbBuilder.class);

    @ArchTest
    static void theTablesNameEveryModule(JavaClasses classes) {
        Set<String> found = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(it -> !it.equals(HOUSE)) // only Api, which no module imports
                .filter(it -> !it.equals(HOUSE + ".platform") && !it.equals(HOUSE + ".telemetry")) // only described
                .map(it -> it.substring(HOUSE.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> named = new TreeSet<>(MODULES.keySet());
        named.addAll(PLATFORM.keySet());
        assertEquals(named, found, "packages below " + HOUSE);
    }

    private static String packageOf(String module) {
        return HOUSE + "." + module + "..";
    }

    /** The package below the application; the application itself is no module, so nobody may import it. */
    private static String moduleOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(HOUSE + ".") ? name.substring(HOUSE.length() + 1) : "";
    }

    private static boolean mayImport(String module, String other) {
        return PLATFORM.getOrDefault(module, Set.of()).contains(other)
                || MODULES.containsKey(module) && PLATFORM.containsKey(other)
                || MODULES.getOrDefault(module, Set.of()).contains(other);
    }

    private static String[] rolesOf(JavaMethod method) {
        return method.tryGetAnnotationOfType(RolesAllowed.class)
                .map(RolesAllowed::value)
                .orElse(new String[0]);
    }

    private static DescribedPredicate<JavaClass> areTheContainersOwn() {
        return DescribedPredicate.describe("are resources, EJBs or providers, or nested in one", type -> {
            JavaClass outermost = type;
            while (outermost.getEnclosingClass().isPresent()) {
                outermost = outermost.getEnclosingClass().get();
            }
            return CONTAINERS_OWN.stream().anyMatch(outermost::isAnnotatedWith);
        });
    }

    private static final class ImportOnlyAllowedModules extends ArchCondition<JavaClass> {

        ImportOnlyAllowedModules() {
            super("import only the modules that the table allows");
        }

        @Override
        public void check(JavaClass importer, ConditionEvents events) {
            String module = moduleOf(importer);
            for (Dependency dependency : importer.getDirectDependenciesFromSelf()) {
                JavaClass imported = dependency.getTargetClass().getBaseComponentType();
                String other = moduleOf(imported);
                boolean ours = (imported.getPackageName() + ".").startsWith(HOUSE + ".");
                if (ours && !other.equals(module) && !mayImport(module, other)) {
                    events.add(SimpleConditionEvent.violated(
                            dependency,
                            "Module '" + module + "' may not import '" + other + "': " + dependency.getDescription()));
                }
            }
        }
    }
}
