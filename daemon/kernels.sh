#!/usr/bin/env bash
# Times the kernels of the daemon with JMH, in parts of one inference of the default model in a plain C++ loop of the same run.
# Needs target/dist (`make dist`).
#   daemon/kernels.sh [--quick] [--record | --check] [NAME]
#     --quick   one process each instead of three: two minutes instead of ten
#     --record  keeps the ratios of this kind of machine in daemon/src/jmh/ratios.json
#     --check   exits 1 when a ratio is more than a tenth above what is kept there, 2 when nothing is kept of such a machine
#     NAME      a regular expression: only these benchmarks
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.11.0
readonly jars=(org.openjdk.jmh:jmh-core:1.37 org.openjdk.jmh:jmh-generator-annprocess:1.37
  net.sf.jopt-simple:jopt-simple:5.0.4 org.apache.commons:commons-math3:3.6.1)
readonly out=target/bench/jmh app=target/dist
forks=3 iterations=5 millis=1000 mode='' name=.
while (($#)); do
  case $1 in
    --quick) forks=1 millis=500 ;;
    --record | --check) mode=$1 ;;
    -*)
      echo "usage: daemon/kernels.sh [--quick] [--record | --check] [NAME]" >&2
      exit 2
      ;;
    *) name=$1 ;;
  esac
  shift
done

JAVA_HOME=${JAVA_HOME:-$(deploy/setup/find-jdk.sh)}
export JAVA_HOME
mkdir -p "$out/lib"
for jar in "${jars[@]}"; do
  IFS=: read -r _ artifact version <<<"$jar"
  [[ -f $out/lib/$artifact-$version.jar ]] \
    || mvn -B -ntp -q "$dependency_plugin:copy" -Dartifact="$jar" -DoutputDirectory="$PWD/$out/lib" -Dmdep.useBaseVersion=true
done
rm -rf "$out/classes"
find daemon/src/jmh/java daemon/src/bench/java/dev/edgeinfer/bench/KernelRatios.java native/src/bench/java -name '*.java' -print0 \
  | xargs -0 "$JAVA_HOME/bin/javac" -nowarn -proc:full -cp "$out/lib/*:$app/lib/*" -d "$out/classes"

# As the launcher sets it for the daemon.
export MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072 OPENBLAS_NUM_THREADS=1
java=("$JAVA_HOME/bin/java" -Xmx96m -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Djava.library.path="$app/lib/native" -Dorg.bytedeco.javacpp.findlibraries=false
  -Dexecutorch.native.dir="$app/lib/native" -Dfixtures=native/src/test/fixtures
  -cp "$out/classes:$out/lib/*:$app/lib/*")

loop=$(native/build-loop.sh)
LD_LIBRARY_PATH=$(native/fetch-runtime.sh "$(uname -m)")/lib \
  "${java[@]}" org.pytorch.executorch.bench.RunLoop "$loop" models/nanodet-g/model.pte 1 "$out/run-loop.json"
"${java[@]}" -Djmh.ignoreLock=true org.openjdk.jmh.Main "$name" -f "$forks" -wi 3 -w "${millis}ms" -i "$iterations" -r "${millis}ms" \
  -foe true -v SILENT -rf json -rff "$out/jmh.json"
"${java[@]}" dev.edgeinfer.bench.KernelRatios "$out/run-loop.json" "$out/jmh.json" daemon/src/jmh/ratios.json "$mode"
