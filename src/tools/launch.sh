# shellcheck shell=sh
# What the commands of this folder share: finds Java, and starts a tool's main class. In a clone of the sources it wants a JDK
# and builds when something has changed; in a release everything is built. Sourced from the project's folder.

fail() {
    echo "IoTFlow: $1" >&2
    exit 1
}

built=target/tools-built
seven=target/payara-micro-7.jar # what runs the application on Java 21 or newer; the build on such a JDK has it
released=lib/iotflow.war
jdk=JDK
[ ! -f "$released" ] || jdk="Java runtime" # nothing is compiled
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Correct or unset JAVA_HOME."
    [ -f "$released" ] || [ -x "$JAVA_HOME/bin/javac" ] || fail "JAVA_HOME is $JAVA_HOME, which is no JDK (no bin/javac). Point it to a JDK 17 or newer."
else
    java=$(command -v java) || fail "java was not found. Install a $jdk 17 or newer (Debian: apt install openjdk-17-jdk-headless; others: https://adoptium.net)."
    [ -f "$released" ] || command -v javac >/dev/null || fail "java is here, but javac is not: this is no JDK. Install a JDK 17 or newer (Debian: apt install openjdk-17-jdk-headless)."
fi
version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
release=${version%%.*}
[ "${release:-0}" -ge 17 ] || fail "$java is Java ${version:-of unknown version}, but IoTFlow needs 17 or newer. Install a newer $jdk, or set JAVA_HOME to one."

# The processes that were launched from this folder and still run; a new build would take their classes away.
running=target/tools-running
others() {
    for file in "$running"/*; do
        pid=${file##*/}
        if { tr '\0' ' ' <"/proc/$pid/cmdline" || ps -ww -p "$pid" -o args=; } 2>/dev/null | grep -q io.iotflow.tools; then
            echo "$pid"
        else
            rm -f "$file"
        fi
    done
}

build() {
    busy=$(others)
    [ -z "$busy" ] || fail "the sources have changed, and what was built before still runs from this folder (process $(echo $busy)). Stop it, and start this again."
    log=target/tools-build.log
    mkdir -p target
    rm -rf target/classes target/test-classes target/iotflow # what a deleted source left behind would be deployed
    if [ -d "${HOME:-/nonexistent}/.m2/repository/com/hivemq" ]; then
        echo "Building ..." >&2
    else
        echo "Building. The first time it downloads about 330 MB from Maven Central, which can take some minutes ..." >&2
    fi
    ./mvnw -B package -DskipTests >"$log" 2>&1 &
    maven=$!
    trap 'kill $maven 2>/dev/null; echo; exit 130' INT TERM HUP
    while kill -0 $maven 2>/dev/null; do
        downloaded=$(grep -c 'Downloaded from ' "$log" || true)
        [ ! -t 1 ] || [ "$downloaded" -eq 0 ] || printf '\r  %s files downloaded ' "$downloaded"
        sleep 1
    done
    [ ! -t 1 ] || printf '\r                              \r'
    wait $maven || {
        grep '^\[ERROR\] [^\[>]' "$log" | grep -v 'Re-run Maven\|For more information\|full stack trace' | head -n 8 >&2
        if grep -q 'Could not transfer\|Unknown host\|Connection refused\|timed out' "$log"; then
            fail "the build failed: it could not download. It needs Maven Central, or a mirror or proxy set in ~/.m2/settings.xml. All it said is in $log."
        fi
        fail "the build failed. All it said is in $log."
    }
    trap - INT TERM HUP
    touch "$built"
}

if [ -f "$released" ]; then
    classpath='lib/tools/*'
elif [ ! -f "$built" ] || [ ! -f target/iotflow.war ] || [ -n "$(find src pom.xml -newer "$built" 2>/dev/null | head -n 1)" ]; then
    build
elif [ "$release" -ge 21 ] && [ ! -f "$seven" ]; then
    build
fi

# HiveMQ and its libraries reach into the JDK.
options="-Xmx${heap:-1g}
    --add-opens java.base/java.lang=ALL-UNNAMED
    --add-opens java.base/java.nio=ALL-UNNAMED
    --add-opens java.base/sun.nio.ch=ALL-UNNAMED
    --add-opens jdk.management/com.sun.management.internal=ALL-UNNAMED
    --add-exports java.base/jdk.internal.misc=ALL-UNNAMED"
[ "$release" -lt 24 ] || options="$options --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

# launch CLASS [ARGUMENT...]
launch() {
    if [ ! -f "$released" ]; then
        classpath="target/test-classes:target/classes:$(cat target/tools.classpath)"
        mkdir -p "$running"
        : >"$running/$$" # exec keeps the process id
    fi
    # shellcheck disable=SC2086 # the options are words
    exec "$java" $options -cp "$classpath" "$@"
}
