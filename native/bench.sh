#!/usr/bin/env bash
# Times BoundMethod.run() against the same program in a plain C++ loop. Prints a table and writes
# target/bench/run-loop.json.
#
#   bench.sh MODEL [THREADS]
set -euo pipefail

model=$(realpath "$1")
threads=${2:-1}
cd "$(dirname "$0")"
java=${JAVA_HOME:+$JAVA_HOME/bin/}

./build.sh
runtime=$(./fetch-runtime.sh "$(uname -m)")
loop=$(./build-loop.sh)
mkdir -p target/bench
find src/main/java src/bench/java -name '*.java' -print0 | xargs -0 "${java}javac" -nowarn -d target/bench/classes

case $(uname -m) in
  aarch64) platform=linux-arm64 ;;
  *) platform=linux-x86_64 ;;
esac
LD_LIBRARY_PATH=$runtime/lib "${java}java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -Dexecutorch.native.dir="target/natives/$platform" -cp target/bench/classes org.pytorch.executorch.bench.RunLoop \
  "$loop" "$model" "$threads" target/bench/run-loop.json
