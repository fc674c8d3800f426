#!/bin/bash
# The health check of IoTFlow's container: ends well when the application is ready.
#
#   healthy.sh PORT PID SECONDS
#
# Payara goes on when a deployment failed (after a restart of the machine PostgreSQL may come later than it), and an engine
# restarts what ended, not what is unhealthy. So when Payara, process PID, has had SECONDS and nothing is deployed, it is
# ended here, and the engine starts it again. The image has bash, and neither curl nor wget.
set -u
port=$1 pid=$2 patience=$3

exec 3<> "/dev/tcp/127.0.0.1/$port" || exit 1
printf 'GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
answer=
while IFS= read -r -t 4 line <&3; do
    answer+=$line$'\n'
done
answer+=${line-}
[[ $answer == HTTP/1.?\ 200\ * ]] && exit 0

if [[ $answer == *'No Application deployed'* ]]; then
    read -r uptime _ < /proc/uptime
    fields=$(< "/proc/$pid/stat") # the name, in parentheses, may have blanks; what follows it are numbers
    read -r -a fields <<< "${fields##*) }"
    age=$((${uptime%.*} - ${fields[19]} / 100)) # field 22 is the start, in hundredths since the machine's
    if ((age > patience)); then
        echo "nothing was deployed for $age s: ending Payara, to be started again"
        kill -TERM "$pid"
    fi
fi
exit 1
