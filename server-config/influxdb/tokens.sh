#!/bin/sh
# Makes two tokens in InfluxDB: IoTFlow's reads and writes the bucket, Grafana's reads it. Run by compose.yaml at each
# start; a token that is there and good is kept.
#
#   INFLUXDB_URL=... INFLUXDB_TOKEN=... INFLUXDB_ORG=... INFLUXDB_BUCKET=... tokens.sh FOLDER
#
# INFLUXDB_TOKEN may do everything. FOLDER/iotflow/influxdb.token and FOLDER/grafana/influxdb.token are written, each for
# the user of its container. Needs curl.
set -eu
folder=$1
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "tokens.sh: $1" >&2
    exit 1
}

# call TOKEN METHOD PATH [curl's options]: the answer without blanks; fails with InfluxDB's reason.
call() {
    printf 'header = "Authorization: Token %s"\n' "$1" > "$work/token" # not in a command line, where others could read it
    method=$2 path=$3
    shift 3
    status=$(curl -s -m 30 -K "$work/token" -o "$work/answer" -w '%{http_code}' -X "$method" "$@" "$INFLUXDB_URL$path") || {
        echo "no answer from $INFLUXDB_URL"
        return 1
    }
    tr -d '\n\t ' < "$work/answer"
    [ "$status" -lt 300 ]
}

answer=$(call "$INFLUXDB_TOKEN" GET /api/v2/orgs -G --data-urlencode "org=$INFLUXDB_ORG") || fail "organization $INFLUXDB_ORG: $answer"
org=$(printf '%s' "$answer" | sed -n 's/.*"orgs":\[{\(.*\)/\1/p' | sed -n 's/.*"id":"\([0-9a-f]\{16\}\)".*/\1/p')
[ -n "$org" ] || fail "organization $INFLUXDB_ORG was not found"
answer=$(call "$INFLUXDB_TOKEN" GET /api/v2/buckets -G --data-urlencode "orgID=$org" --data-urlencode "name=$INFLUXDB_BUCKET") ||
    fail "bucket $INFLUXDB_BUCKET: $answer"
bucket=$(printf '%s' "$answer" | sed -n 's/.*"buckets":\[{"id":"\([0-9a-f]\{16\}\)".*/\1/p')
[ -n "$bucket" ] || fail "bucket $INFLUXDB_BUCKET was not found"

permission() {
    printf '{"action":"%s","resource":{"type":"buckets","id":"%s","orgID":"%s"}}' "$1" "$bucket" "$org"
}

# token NAME USER DESCRIPTION PERMISSIONS
token() {
    file=$folder/$1/influxdb.token
    if [ -s "$file" ] && call "$(cat "$file")" GET "/api/v2/buckets/$bucket" > /dev/null; then
        return
    fi
    answer=$(call "$INFLUXDB_TOKEN" POST /api/v2/authorizations -H 'Content-Type: application/json' \
        -d "{\"orgID\":\"$org\",\"description\":\"$3\",\"permissions\":[$4]}") || fail "$3: $answer"
    made=$(printf '%s' "$answer" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
    [ -n "$made" ] || fail "InfluxDB made no token"
    rm -f "$file"
    printf '%s' "$made" > "$file"
    chown -R "$2" "$folder/$1"
    echo "made a token for $1"
}

token iotflow 10001 'IoTFlow, reads and writes its bucket' "$(permission read),$(permission write)"
token grafana 472 'Grafana, reads the bucket of IoTFlow' "$(permission read)"
