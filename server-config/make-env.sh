#!/bin/sh
# Makes .env for compose.yaml with random secrets, readable by you alone, and in certs/ a certificate for MQTT over TLS.
#
#   make-env.sh [--folder DIR] NAME...    NAME: what devices connect to, host names and IP addresses
#
# The certificate is of an authority made here, for a trial: devices must be given certs/ca.crt. For a site put your own as
# certs/server.crt (with its chain) and certs/server.key. Keep .env: the keys of all devices are hashed with its pepper.
# Needs openssl 1.1.1 or newer.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$here
if [ "${1:-}" = --folder ]; then
    [ $# -ge 2 ] || { echo "make-env.sh: --folder needs a folder" >&2; exit 2; }
    folder=$2
    shift 2
fi
if [ -e "$folder/.env" ]; then
    echo "make-env.sh: $folder/.env is there already; nothing was changed" >&2
    exit 1
fi
command -v openssl > /dev/null || { echo "make-env.sh: openssl is not installed" >&2; exit 1; }
if [ ! -e "$folder/certs/server.crt" ]; then
    "$here/mosquitto/certificates.sh" "$folder/certs" "$@"
fi

# 48 hexadecimal digits, 192 bits: nothing in them needs quoting anywhere.
secret() {
    openssl rand -hex 24
}

umask 077
draft=$folder/.env.$$
trap 'rm -f "$draft"' EXIT
cat > "$draft" <<END
# Made by make-env.sh for compose.yaml; secrets, so keep it to yourself and keep it: with another IOTFLOW_KEY_PEPPER no
# device's key is good.

# IoTFlow: the operators' key, and the secret under which keys are hashed.
IOTFLOW_ADMIN_API_KEY=iotf_$(secret)
IOTFLOW_KEY_PEPPER=$(secret)

# PostgreSQL: the superuser, IoTFlow's role and Grafana's role, which may read. They are set at the first start.
POSTGRES_PASSWORD=$(secret)
DB_PASSWORD=$(secret)
GRAFANA_DB_PASSWORD=$(secret)

# Mosquitto: IoTFlow's account there, set at the first start.
MQTT_PASSWORD=$(secret)

# InfluxDB: its first user, and a token that may do everything. IoTFlow and Grafana use tokens of their own, made at the
# first start.
INFLUXDB_ADMIN_USER=admin
INFLUXDB_ADMIN_PASSWORD=$(secret)
INFLUXDB_TOKEN=$(secret)
INFLUXDB_ORG=iotflow
INFLUXDB_BUCKET=telemetry
INFLUXDB_TIMEOUT=10000
INFLUXDB_BATCH_SIZE=5000
INFLUXDB_FLUSH_INTERVAL=10000
# How long InfluxDB keeps data: 0 for ever, or such as 90d; counts at the first start.
INFLUXDB_RETENTION=0

# Grafana, http://localhost:3000.
GRAFANA_ADMIN_USER=admin
GRAFANA_ADMIN_PASSWORD=$(secret)
GRAFANA_SECRET_KEY=$(secret)

# Where ports are open: this machine, or 0.0.0.0 for all. HTTP, 1883 and 9001 send keys as they are.
IOTFLOW_BIND=127.0.0.1
MQTT_BIND=127.0.0.1
MQTT_TLS_BIND=0.0.0.0
# HTTP over TLS on 5443, with the certificate of certs/: true or false.
IOTFLOW_TLS=false
IOTFLOW_TLS_BIND=0.0.0.0
INFLUXDB_BIND=127.0.0.1
GRAFANA_BIND=127.0.0.1
END
if grep -q '=$' "$draft" || grep -q '=iotf_$' "$draft"; then
    echo "make-env.sh: openssl gave no random numbers" >&2
    exit 1
fi
mv "$draft" "$folder/.env"
echo "Made $folder/.env and $folder/certs. The operators' key is IOTFLOW_ADMIN_API_KEY, Grafana's password GRAFANA_ADMIN_PASSWORD."
