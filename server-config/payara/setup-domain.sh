#!/bin/sh
# Sets up a Payara Server domain for IoTFlow, starts it and deploys the WAR; running it again brings everything in line.
#
#   setup-domain.sh --payara DIR --settings FILE [--domain iotflow] [--war FILE] [--http-port 5000] [--portbase N]
#                   [--heap 1g] [--log-format text|json]
#
# FILE has one NAME=value a line, with the names of src/docs/configuration.md (DB_HOST, MQTT_HOST, INFLUXDB_URL, ...)
# and PAYARA_ADMIN_PASSWORD; lines with # are comments. It must be readable by you alone. Passwords, tokens and keys go
# into the domain's encrypted password store, all other settings into its configuration. A setting that is taken out of
# the file stays in the domain: remove it with asadmin delete-config-property or delete-password-alias.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
payara= settings= domain=iotflow war= http_port=5000 portbase=4800 heap=1g log_format=text

fail() {
    echo "setup-domain.sh: $1" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || fail "$1 needs a value; see the head of this script"
    case $1 in
        --payara) payara=$2 ;;
        --settings) settings=$2 ;;
        --domain) domain=$2 ;;
        --war) war=$2 ;;
        --http-port) http_port=$2 ;;
        --portbase) portbase=$2 ;;
        --heap) heap=$2 ;;
        --log-format) log_format=$2 ;;
        *) fail "$1 is unknown; see the head of this script" ;;
    esac
    shift 2
done
[ -x "$payara/bin/asadmin" ] || fail "--payara must name the folder of a Payara Server 6; $payara/bin/asadmin is not there"
[ -r "$settings" ] || fail "--settings must name a file; '$settings' cannot be read"
[ -z "$(find "$settings" -perm /077)" ] || fail "$settings can be read by others; chmod 600 $settings"
[ -z "$war" ] || [ -r "$war" ] || fail "$war cannot be read"
case $log_format in
    text) formatter=com.sun.enterprise.server.logging.ODLLogFormatter ;;
    json) formatter=fish.payara.enterprise.server.logging.JSONLogFormatter ;;
    *) fail "--log-format must be text or json" ;;
esac

password=$(sed -n -e 's/\r$//' -e 's/^PAYARA_ADMIN_PASSWORD=//p' "$settings")
[ -n "$password" ] || fail "$settings has no PAYARA_ADMIN_PASSWORD"
case $password in
    *' '*) fail "PAYARA_ADMIN_PASSWORD has a blank; Payara makes no domain with such a password" ;;
esac

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP

# A password file is a Java properties file, in which blanks, backslashes and letters beyond ASCII mean something else: so
# every character goes by its number.
escape() {
    printf '%s' "$1" | iconv -f UTF-8 -t UTF-16BE | od -An -v -tx1 | tr -d ' \n' | sed 's/..../\\u&/g'
}
escaped=$(escape "$password")
[ -n "$escaped" ] || fail "PAYARA_ADMIN_PASSWORD is no text in UTF-8"
printf 'AS_ADMIN_PASSWORD=%s\n' "$escaped" > "$work/admin"
admin_port=$((portbase + 48))

asadmin() {
    "$payara/bin/asadmin" --terse --interactive=false --user admin --passwordfile "$work/admin" --port "$admin_port" "$@" \
        < /dev/null
}

run() {
    asadmin "$@" > "$work/out" 2>&1 || {
        cat "$work/out" >&2
        fail "asadmin $1 failed"
    }
}

deployed() {
    asadmin list-applications | grep -q '^iotflow '
}

domains=$payara/glassfish/domains
if [ ! -d "$domains/$domain" ]; then
    echo "Making the domain $domain"
    run create-domain --portbase "$portbase" "$domain"
fi
if ! "$payara/bin/asadmin" --terse list-domains | grep -q "^$domain running"; then
    echo "Starting it"
    # Without the file of the password: the domain would want it at each restart, and it is gone then.
    "$payara/bin/asadmin" --terse --interactive=false start-domain "$domain" < /dev/null > "$work/out" 2>&1 || {
        cat "$work/out" >&2
        fail "asadmin start-domain failed"
    }
fi
before=$(cksum < "$domains/$domain/config/domain.xml")

echo "Setting HTTP, listeners and logs"
run multimode --file "$here/domain.asadmin"
if grep -q 'Command .* failed' "$work/out"; then
    cat "$work/out" >&2
    fail "a command of domain.asadmin failed"
fi
run set "configs.config.server-config.network-config.network-listeners.network-listener.http-listener-1.port=$http_port"
run set-log-attributes "com.sun.enterprise.server.logging.GFFileHandler.formatter=$formatter"

# The heap: an option cannot be changed, only replaced.
asadmin list-jvm-options > "$work/options"
if ! grep -qx -e "-Xmx$heap" "$work/options"; then
    grep -e '^-Xmx' "$work/options" | while read -r old; do
        run delete-jvm-options "$old"
    done
    run create-jvm-options "-Xmx$heap"
fi

echo "Storing the settings"
asadmin list-password-aliases > "$work/aliases"
sed -e 's/\r$//' -e '/^[[:space:]]*#/d' -e '/^[[:space:]]*$/d' -e '/^PAYARA_ADMIN_PASSWORD=/d' -e '/=$/d' "$settings" > "$work/settings"
[ -s "$work/settings" ] || fail "$settings has no settings"
if grep -vE '^(DATABASE_URL|LOG_LEVEL|(DB|MQTT|INFLUXDB|IOTFLOW|TELEMETRY)_[A-Z_]+)=' "$work/settings" > "$work/wrong"; then
    fail "$settings: '$(sed -n '1s/=.*//p' "$work/wrong")' is no setting; src/docs/configuration.md lists all of them"
fi
while IFS= read -r line; do
    name=${line%%=*}
    value=${line#*=}
    property=$(printf '%s' "$name" | tr 'A-Z_' 'a-z.')
    case $name in
        *_PASSWORD | *_TOKEN | *_KEY | *_PEPPER | *_SECRET | DATABASE_URL)
            { cat "$work/admin"; printf 'AS_ADMIN_ALIASPASSWORD=%s\n' "$(escape "$value")"; } > "$work/alias"
            command=create-password-alias
            ! grep -qx "$property" "$work/aliases" || command=update-password-alias
            "$payara/bin/asadmin" --terse --interactive=false --user admin --passwordfile "$work/alias" --port "$admin_port" \
                "$command" "$property" < /dev/null > "$work/out" 2>&1 || {
                cat "$work/out" >&2
                fail "$name could not be stored"
            }
            ;;
        *) run set-config-property --source=domain "--propertyName=$property" "--propertyValue=$value" ;;
    esac
done < "$work/settings"

if [ "$before" != "$(cksum < "$domains/$domain/config/domain.xml")" ]; then
    # What is deployed would be loaded again while it is replaced.
    if [ -n "$war" ] && deployed; then
        # Payara may take it away and answer that it was not there: asadmin asks again when its connection ends.
        asadmin undeploy iotflow > "$work/out" 2>&1 || ! deployed || fail "asadmin undeploy failed: $(cat "$work/out")"
    fi
    echo "Starting it again with the new configuration"
    run restart-domain "$domain"
fi
if [ -n "$war" ]; then
    echo "Deploying $war"
    run deploy --force=true --contextroot / --name iotflow "$war"
fi
echo "Done: http://localhost:$http_port/health/ready says when it is ready."
