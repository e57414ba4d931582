#!/bin/bash
# Asks the node of this container: healthcheck.sh [live|ready]. 0 when it says yes. Without a JVM and without
# curl, which would take more than the answer does. The admin listener is where the environment says, else
# at its default; where the file of the configuration moves it, say CARILLON_LISTENERS_ADMIN_PORT, too.
set -u
host=${CARILLON_LISTENERS_ADMIN_HOST:-127.0.0.1}
case $host in 0.0.0.0 | ::) host=127.0.0.1 ;; esac

exec 3<>"/dev/tcp/$host/${CARILLON_LISTENERS_ADMIN_PORT:-8090}" || exit 1
printf 'GET /health/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "${1:-live}" >&3
read -r -t 5 _ status _ <&3
[ "$status" = 200 ]
