#!/bin/sh
# Makes an authority and a certificate for TLS at the broker, for a trial: devices must be given ca.crt.
#
#   certificates.sh FOLDER NAME...     NAME: what devices connect to, host names and IP addresses; localhost is always in it
#
# For a site use a certificate of an authority that your devices know (your own, or Let's Encrypt), as server.crt with the
# whole chain and server.key in FOLDER. Needs openssl 1.1.1 or newer.
set -eu
if [ $# -lt 1 ]; then
  echo "usage: certificates.sh FOLDER NAME..." >&2
  exit 2
fi
folder=$1
shift
for file in ca.key ca.crt server.key server.crt; do
  if [ -e "$folder/$file" ]; then
    echo "$folder/$file is there already; nothing was changed" >&2
    exit 1
  fi
done
names=DNS:localhost,IP:127.0.0.1
for name in "$@"; do
  case $name in
    *[!0-9A-Za-z.:-]* | '') echo "'$name' is no host name and no address" >&2; exit 2 ;;
    *:*) names=$names,IP:$name ;;
    *[!0-9.]*) names=$names,DNS:$name ;;
    *) names=$names,IP:$name ;;
  esac
done
mkdir -p "$folder"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat > "$work/openssl.cnf" <<END
[req]
distinguished_name = name
prompt = no
[name]
O = IoTFlow trial
CN = IoTFlow trial
[ca]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid
subjectAltName = $names
END
openssl ecparam -name prime256v1 -genkey -noout -out "$work/ca.key"
openssl req -x509 -new -key "$work/ca.key" -sha256 -days 3650 -config "$work/openssl.cnf" -extensions ca -out "$work/ca.crt"
openssl ecparam -name prime256v1 -genkey -noout -out "$work/server.key"
openssl req -new -key "$work/server.key" -config "$work/openssl.cnf" -subj "/O=IoTFlow trial/CN=IoTFlow MQTT broker" -out "$work/server.csr"
openssl x509 -req -in "$work/server.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -set_serial "0x$(openssl rand -hex 16)" \
  -sha256 -days 825 -extfile "$work/openssl.cnf" -extensions server -out "$work/server.crt" 2> /dev/null
mv "$work/ca.key" "$work/ca.crt" "$work/server.key" "$work/server.crt" "$folder"
chmod 644 "$folder/ca.crt" "$folder/server.crt"
# Mosquitto reads its key as the user that it runs as.
if [ "$(id -u)" = 0 ] && id mosquitto > /dev/null 2>&1; then
  chown mosquitto "$folder/server.key"
fi
