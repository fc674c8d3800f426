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
import io.iotflow.limit.Limited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
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

/** Holds the rooms of src/docs/architecture.md. A new room enters the table here. */
@AnalyzeClasses(packages = ArchitectureTest.HOUSE, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String HOUSE = "io.iotflow";

    /** The rooms, and of which others each may import. */
    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            entry("problem", Set.of()),
            entry("json", Set.of("problem")),
            entry("retry", Set.of()),
            entry("database", Set.of("retry")),
            entry("audit", Set.of("database", "problem", "json")),
            entry("logging", Set.of()),
            entry("web", Set.of("problem", "json")),
            entry("mqtt", Set.of("retry")),
            entry("limit", Set.of("problem", "database")),
            entry("device", Set.of("limit", "audit", "database", "problem", "json")),
            entry("security", Set.of("limit", "device", "audit", "database", "problem", "json")),
            entry("quarantine", Set.of("audit", "database", "problem", "json")),
            entry("stored", Set.of("problem", "json", "retry")),
            entry("retention", Set.of("stored")),
            entry(
                    "telemetrylog",
                    Set.of("retention", "device", "quarantine", "audit", "database", "problem", "json", "retry")),
            entry(
                    "telemetry",
                    Set.of(
                            "telemetrylog",
                            "stored",
                            "retention",
                            "limit",
                            "device",
                            "mqtt",
                            "quarantine",
                            "problem",
                            "json")),
            entry("gateway", Set.of("limit", "mqtt", "device", "audit", "problem", "json")),
            entry(
                    "command",
                    Set.of(
                            "limit",
                            "device",
                            "mqtt",
                            "telemetrylog",
                            "presence",
                            "audit",
                            "database",
                            "problem",
                            "json",
                            "retry")),
            entry(
                    "timeseries",
                    Set.of(
                            "limit",
                            "audit",
                            "stored",
                            "telemetrylog",
                            "device",
                            "quarantine",
                            "problem",
                            "json",
                            "retry")),
            entry(
                    "presence",
                    Set.of(
                            "limit",
                            "stored",
                            "telemetrylog",
                            "telemetry",
                            "device",
                            "mqtt",
                            "problem",
                            "json",
                            "retry")),
            entry("brokeraccount", Set.of("device", "mqtt", "audit", "database", "problem", "json", "retry")),
            entry("monitoring", Set.of("device", "stored", "presence", "problem", "json")));

    /** What the container finds by its annotation, and must be public for it alone. */
    private static final List<Class<? extends Annotation>> CONTAINERS_OWN =
            List.of(Path.class, ApplicationPath.class, Singleton.class, Startup.class, Provider.class);

    @ArchTest
    static final ArchRule eachRoomImportsOnlyWhatTheTableAllows =
            classes().should(new ImportOnlyAllowedRooms()).because("the table of rooms says so");

    private static final String[] OUTER = Stream.of(
                    "timeseries", "security", "command", "gateway", "brokeraccount", "monitoring", "web", "logging")
            .map(ArchitectureTest::packageOf)
            .toArray(String[]::new);

    @ArchTest
    static final ArchRule nobodyImportsTheOuterRooms = noClasses()
            .that()
            .resideOutsideOfPackages(OUTER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUTER);

    @ArchTest
    static final ArchRule noRoomImportsItselfThroughOthers =
            slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatTheContainerOwnsIsUsedByNoOtherRoom = classes()
            .that(areTheContainersOwn())
            .should(new ArchCondition<JavaClass>("be used in their own room only") {
                @Override
                public void check(JavaClass owned, ConditionEvents events) {
                    owned.getDirectDependenciesToSelf().stream()
                            .filter(it -> !roomOf(it.getOriginClass()).equals(roomOf(owned)))
                            .forEach(it -> events.add(SimpleConditionEvent.violated(it, it.getDescription())));
                }
            });

    @ArchTest
    static final ArchRule whatADeviceMayCallIsLimited = methods()
            .that(DescribedPredicate.<JavaMethod>describe(
                    "a device may call", it -> List.of(rolesOf(it)).contains("device")))
            .should()
            .beAnnotatedWith(Limited.class);

    @ArchTest
    static final ArchRule theWarNeedsNoTools =
            noClasses().should().dependOnClassesThat().resideInAPackage(packageOf("tools"));

    @ArchTest
    static final ArchRule theLogIsTheOnlyOutput = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static void theTableNamesEveryRoom(JavaClasses classes) {
        Set<String> found = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(it -> !it.equals(HOUSE)) // only Api, which no room imports
                .map(it -> it.substring(HOUSE.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ROOMS.keySet()), found, "packages below " + HOUSE);
    }

    private static String packageOf(String room) {
        return HOUSE + "." + room + "..";
    }

    /** The first level below the house; the house itself is no room, so nobody may import it. */
    private static String roomOf(JavaClass type) {
        String[] levels = type.getPackageName().split("\\.");
        return levels.length > 2 ? levels[2] : "";
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

    private static final class ImportOnlyAllowedRooms extends ArchCondition<JavaClass> {

        ImportOnlyAllowedRooms() {
            super("import only the rooms that the table allows");
        }

        @Override
        public void check(JavaClass importer, ConditionEvents events) {
            String room = roomOf(importer);
            Set<String> allowed = ROOMS.getOrDefault(room, Set.of());
            for (Dependency dependency : importer.getDirectDependenciesFromSelf()) {
                JavaClass imported = dependency.getTargetClass().getBaseComponentType();
                String other = roomOf(imported);
                boolean ours = (imported.getPackageName() + ".").startsWith(HOUSE + ".");
                if (ours && !other.equals(room) && !allowed.contains(other)) {
                    events.add(SimpleConditionEvent.violated(
                            dependency,
                            "Room '" + room + "' may not import '" + other + "': " + dependency.getDescription()));
                }
            }
        }
    }
}
