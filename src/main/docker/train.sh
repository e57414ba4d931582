#!/bin/sh
# Makes what lets a node start with half the work: train.sh, beside carillon.jar; or JAR=... train.sh
#
# It is an archive of classes that are read, checked and linked: carillon.jsa (class-data sharing), on Java 25
# and newer carillon.aot, which has profiles of methods, too. It fits this very java and this very jar; with
# another the node starts without, and only takes longer. What there is to learn from is a cluster of two nodes
# in one process, to which clients of each protocol listen for some seconds. Takes half a minute.
set -eu

here=$(dirname "$(readlink -f "$0")")
jar=${JAR:-$here/carillon.jar}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

rm -f "${jar%.jar}.jsa" "${jar%.jar}.aot"
# Whether it knows that option is asked without a file: what is named there is removed, even /dev/null.
if "$java" -XX:+PrintFlagsFinal -version 2>&1 | grep -q AOTCacheOutput; then
  archive=${jar%.jar}.aot
  record=-XX:AOTCacheOutput=$archive
else
  archive=${jar%.jar}.jsa
  record=-XX:ArchiveClassesAtExit=$archive
fi

said=$(mktemp)
# With memory for the collector of larger nodes: what it left can be used with the other one, too.
JAR=$jar JAVA_OPTS=$record MEMORY_MIB=2048 "$here/entrypoint.sh" demo --nodes 2 >"$said" &
node=$!
trap 'kill "$node" 2>/dev/null || :; rm -f "$said"' EXIT

tries=0
until grep -q /api/publish "$said"; do
  tries=$((tries + 1))
  if [ "$tries" -gt 120 ] || ! kill -0 "$node"; then
    echo "the nodes to learn from did not start" >&2
    exit 1
  fi
  sleep 1
done
public=$(sed -n 's/^ *demo-1 *http:\(.*\)demo\/$/\1/p' "$said")
admin=$(sed -n 's/.*\(http:.*\)\/api\/publish.*/\1/p' "$said")

for url in "ws:${public}connection/websocket" "ws:${public}subscribe" "http:${public}subscribe"; do
  "$java" -jar "$jar" bench fanout -a 20 --rate 200 --warmup 1s --duration 3s \
    --channel demo:training --publish "$admin" "$url" >/dev/null 2>&1
done

kill "$node"
wait "$node"
[ -s "$archive" ] || { echo "no archive was made" >&2; exit 1; }
