#!/bin/sh
# Makes the file of Mosquitto's dynamic-security plugin with one admin account, for IoTFlow; run it once, before the first
# start of Mosquitto. IoTFlow gives this account the right to its topics and denies everything else at its own start.
#
#   init.sh FILE USER     asks for the password; or: MQTT_PASSWORD=... init.sh FILE USER
#
# USER and the password are IoTFlow's MQTT_USERNAME and MQTT_PASSWORD (or MQTT_ADMIN_USERNAME and MQTT_ADMIN_PASSWORD).
set -eu
if [ $# -ne 2 ]; then
  echo "usage: init.sh FILE USER" >&2
  exit 2
fi
if [ -e "$1" ]; then
  echo "$1 is there already; nothing was changed" >&2
  exit 1
fi
umask 077
if [ -n "${MQTT_PASSWORD:-}" ]; then
  mosquitto_ctrl dynsec init "$1" "$2" "$MQTT_PASSWORD" > /dev/null
else
  mosquitto_ctrl dynsec init "$1" "$2" > /dev/null
fi
# Mosquitto writes this file: it must belong to the user that it runs as.
if [ "$(id -u)" = 0 ] && id mosquitto > /dev/null 2>&1; then
  chown mosquitto "$1"
fi
