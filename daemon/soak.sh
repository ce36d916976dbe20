#!/usr/bin/env bash
# Runs the installed daemon at full speed and judges that rate, memory, threads, descriptors and pauses of its garbage collector
# stay as they should. Needs a tree of `make dist`.
#   daemon/soak.sh [MINUTES] [TREE]   5 minutes after one to warm up, target/dist by default; of a minute or less the rate is not judged
#   daemon/soak.sh --garbage [TREE]   how much heap a frame with many objects takes, instead
# Exits 1 when something is missed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
run=(DaemonSoak daemon/demo/demo.mp4)
if [[ ${1:-} == --garbage ]]; then
  run=(GarbageOfAFrame daemon/src/test/resources/images/astronaut.jpg)
else
  run+=("${1:-5}")
fi
if [[ ${run[2]:-5} =~ [^0-9.] || ! ${run[2]:-5} =~ [1-9] || $# -gt 2 ]]; then
  echo "usage: daemon/soak.sh [MINUTES | --garbage] [TREE], such as daemon/soak.sh 30" >&2
  exit 2
fi
app=${2:-target/dist}
if ! [[ -x $app/bin/edge-infer ]]; then
  echo "soak: $app is no tree of make dist: it has no bin/edge-infer" >&2
  exit 2
fi
java=${JAVA_HOME:-$(deploy/setup/find-jdk.sh)}/bin
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT

find daemon/src/test/java/dev/edgeinfer/soak -name '*.java' ! -name '*Test.java' -print0 \
  | xargs -0 "$java/javac" -nowarn -cp "$app/lib/*" -d "$classes"
OPENBLAS_NUM_THREADS=1 "$java/java" -Xmx64m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -Djava.library.path="$app/lib/native" -Dorg.bytedeco.javacpp.pathsfirst=true -Dorg.bytedeco.javacpp.cachelibraries=false \
  -cp "$classes:$app/lib/*" "dev.edgeinfer.soak.${run[0]}" "$app/bin/edge-infer" "${run[@]:1}"
