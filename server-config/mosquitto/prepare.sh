#!/bin/sh
# Makes the files that Mosquitto reads in its container; run by compose.yaml as root at each start, before Mosquitto.
#
#   MQTT_PASSWORD=... prepare.sh SHIPPED CERTIFICATE CONFIGURATION DATA USER
#
# SHIPPED: this folder. CERTIFICATE: has server.crt and server.key, which the host's user may keep to itself. The accounts
# in DATA are made once, with IoTFlow's account USER, and then are IoTFlow's.
set -eu
shipped=$1 certificate=$2 configuration=$3 data=$4 user=$5
umask 077

mkdir -p "$configuration/certs"
rm -f "$configuration/mosquitto.conf" "$configuration/certs/server.crt" "$configuration/certs/server.key"
# IoTFlow comes from another container, and only containers reach this port.
sed 's/^listener 1884 127\.0\.0\.1$/listener 1884/' "$shipped/mosquitto.conf" > "$configuration/mosquitto.conf"
grep -qx 'listener 1884' "$configuration/mosquitto.conf" || {
    echo "prepare.sh: mosquitto.conf has no listener 1884 on 127.0.0.1" >&2
    exit 1
}
cp "$certificate/server.crt" "$certificate/server.key" "$configuration/certs"
[ -e "$data/dynamic-security.json" ] || "$shipped/init.sh" "$data/dynamic-security.json" "$user"
chown -R mosquitto "$configuration" "$data"
