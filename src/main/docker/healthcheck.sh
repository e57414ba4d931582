#!/bin/bash
# Asks the node of this container: healthcheck.sh [live|ready]. 0 when it says yes. Without a JVM and without
# curl, which would take more than the answer does. The admin listener is where the environment says, else
# at its default; where the file of the configuration moves it, say CARILLON_LISTENERS_ADMIN_PORT, too.
#
# It is asked by TLS, for which openssl has to be there, when the environment names a certificate, and when
# clear text gets no answer. Any certificate will do: it is this machine that is asked, and a node that shows
# an old one since the new file is broken is in good health.
set -u
seconds=5
host=${CARILLON_LISTENERS_ADMIN_HOST:-127.0.0.1}
case $host in 0.0.0.0 | :: | '[::]') host=127.0.0.1 ;; esac
host=${host#[}
host=${host%]}
port=${CARILLON_LISTENERS_ADMIN_PORT:-8090}
request="GET /health/${1:-live} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

# Who speaks TLS only may hang up behind the first line of a request in clear text.
trap '' PIPE

# Both set status, which stays empty when what answers speaks something else.
clear() {
  exec 3<>"/dev/tcp/$host/$port" || exit 1
  printf '%b' "$request" >&3
  read -r -t "$seconds" _ status _ <&3 || [ $? -le 128 ] || exit 1
} 2>/dev/null

secure() {
  case $host in *:*) host="[$host]" ;; esac
  read -r -t "$seconds" _ status _ < <(printf '%b' "$request" |
    timeout "$seconds" openssl s_client -quiet -connect "$host:$port" -servername localhost 2>/dev/null)
}

status=
[ -n "${CARILLON_LISTENERS_ADMIN_TLS_CERTIFICATE:-}" ] || clear
case $status in [1-5][0-9][0-9]) ;; *) secure ;; esac
[ "$status" = 200 ]
