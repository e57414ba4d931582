#!/bin/sh
# Runs carillon in a JVM that fits the memory there is: entrypoint.sh [COMMAND [OPTION...]], without one serve.
#
# It becomes that JVM (exec), so that SIGTERM reaches it; the same in a container and on a machine of yours.
# What may be set is not named CARILLON_..., since such variables are keys of the configuration:
#
#   MEMORY_MIB   instead of the limit of the container, or else the memory of the machine
#   JAVA_OPTS    options of the JVM that win over those chosen here
#   JAR          instead of carillon.jar beside this script, or else that of the build
set -eu

here=$(dirname "$(readlink -f "$0")")
jar=${JAR:-$here/carillon.jar}
[ -e "$jar" ] || jar=$here/../../../target/carillon.jar

# Of the group of processes that this one is in, in MiB, if it has one: cgroup v2, or v1. In a container the
# group may be mounted as if it were the root.
limit() {
  while IFS=: read -r _ controllers group; do
    case $controllers in
      '') set -- "/sys/fs/cgroup$group/memory.max" /sys/fs/cgroup/memory.max ;;
      memory) set -- "/sys/fs/cgroup/memory$group/memory.limit_in_bytes" /sys/fs/cgroup/memory/memory.limit_in_bytes ;;
      *) continue ;;
    esac
    for file; do
      if [ -r "$file" ]; then
        read -r bytes <"$file"
        [ "$bytes" = max ] || echo $((bytes / 1048576))
        break
      fi
    done
  done <"${CGROUP:-/proc/self/cgroup}"
}

machine() {
  while read -r key kib _; do
    [ "$key" != MemTotal: ] || echo $((kib / 1024))
  done </proc/meminfo
}

smallest() {
  least=$1
  for one; do
    [ "$one" -ge "$least" ] || least=$one
  done
  echo "$least"
}

# shellcheck disable=SC2046 # no limit is no argument
memory=${MEMORY_MIB:-$(smallest $(machine) $(limit))}

# The JVM itself, its code and its threads take about 160 MiB whatever goes on. Of the rest an idle client
# takes three parts of heap and two of the kernel's memory, which counts to a container, too; a busy one
# takes direct memory for what is on its way.
rest=$((memory > 320 ? memory - 160 : memory / 2))
heap=$((rest * 60 / 100))
direct=$((rest * 15 / 100))
# Less than that no JVM begins with.
[ "$heap" -ge 32 ] || heap=32
[ "$direct" -ge 32 ] || direct=32

# shellcheck disable=SC2086 # several options in one variable
set -- ${JAVA_OPTS:-} -jar "$jar" "$@"

# What train.sh left there. An archive of another JVM or jar is passed over.
archive=${jar%.jar}
if [ -e "$archive.aot" ]; then
  set -- "-XX:AOTCache=$archive.aot" "$@"
elif [ -e "$archive.jsa" ]; then
  set -- "-XX:SharedArchiveFile=$archive.jsa" "$@"
fi

# Parts of Netty that an image has unpacked, so that nothing has to be run from a writable place.
native=$(dirname "$jar")/native
[ ! -d "$native" ] || set -- "-Djava.library.path=$native" "$@"

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
home=$(dirname "$(dirname "$(readlink -f "$(command -v "$java")")")")
release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || :)
if [ "${release:-0}" -ge 25 ]; then
  # Smaller objects; and Netty goes about memory as on 17, without a warning.
  set -- -XX:+UseCompactObjectHeaders --sun-misc-unsafe-memory-access=allow "$@"
fi

# The serial collector takes the least memory: 10 % less than G1 with 20,000 idle clients. But all wait for it,
# 0.4 s for 60 MB that live on two busy cores, where G1 made them wait for 0.1 s.
if [ "$heap" -lt 256 ]; then
  set -- -XX:+UseSerialGC -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30 "$@"
else
  set -- -XX:+UseG1GC "$@"
fi

exec "$java" -Xms32m "-Xmx${heap}m" "-XX:MaxDirectMemorySize=${direct}m" -XX:+ExitOnOutOfMemoryError "$@"
