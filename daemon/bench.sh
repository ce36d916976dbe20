#!/usr/bin/env bash
# What `make bench` runs: ratios measured in one run with the default model, and memory. Needs target/dist (`make dist`).
#   daemon/bench.sh [--short]            --short: a minute of soak instead of five
#   daemon/bench.sh --soak [MINUTES]     only the soak of the installed daemon (soak.sh), 5 minutes by default
#   daemon/bench.sh --check | --record   only the kernels (kernels.sh): against what is recorded of them, or to record them
# Prints as it goes and keeps all of it in target/bench/bench.txt.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
minutes=5
case ${1:-} in
  '') ;;
  --short) minutes=1 ;;
  --soak) exec daemon/soak.sh "${2:-$minutes}" ;;
  *) exec daemon/kernels.sh "$@" ;;
esac
java=${JAVA_HOME:-$(deploy/setup/find-jdk.sh)}/bin
export JAVA_HOME=${java%/bin}
model=models/nanodet-g
clip=daemon/demo/demo.mp4
app=target/dist
out=target/bench

mkdir -p "$out"
find daemon/src/bench/java -name '*.java' -print0 | xargs -0 "$java/javac" -nowarn -cp "$app/lib/*" -d "$out/classes"

# As the launcher sets it for the daemon.
export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 OPENBLAS_NUM_THREADS=1

bench() {
  local name=$1
  shift
  "$java/java" @"$app/lib/java.options" \
    -Djava.library.path="$app/lib/native" -Dexecutorch.native.dir="$app/lib/native" -Dorg.sqlite.lib.path="$app/lib/native" \
    -Dedge-infer.log.level=warn \
    -cp "$out/classes:$app/lib/*" "dev.edgeinfer.$name" "$@"
}

{
  echo "== BoundMethod.run() against a plain C++ loop"
  native/bench.sh "$model/model.pte" 1
  echo "== kernels in millionths of an inference of the C++ loop"
  daemon/kernels.sh --quick
  echo "== from the start of the process to the first detection"
  bench bench.StartBench "$app" daemon/src/test/resources/images/astronaut.jpg
  echo "== preprocess, decode and NMS, 640×480"
  bench bench.PrePostBench "$model" daemon/src/test/resources/images/astronaut.jpg
  echo "== decoding less"
  bench camera.ffmpeg.DecodeBench daemon/src/test/resources/images/astronaut.jpg "$clip"
  echo "== tracking with zones, lines and rules"
  bench bench.TrackingBench
  echo "== the pipeline against the bare model"
  bench bench.PipelineBench "$model" "$clip"
  echo "== the detection rate while a thousand events a second are kept"
  bench bench.BurstBench "$model" "$clip" "$(mktemp -d -p "$out" store.XXXXXX)"
  echo "== what the store writes"
  bench bench.WritesBench "$(mktemp -d -p "$out" store.XXXXXX)" 3
  echo "== from a frame to a line"
  bench bench.ReactionBench "$model" daemon/src/test/resources/images/astronaut.jpg
  echo "== edges of pwm on a simulated line"
  bench gpio.PwmBench
  # What is missed is said there, and no reason to stop here.
  echo "== heap for a frame"
  daemon/soak.sh --garbage || true
  echo "== the daemon at full speed"
  daemon/soak.sh "$minutes" || true
} | tee "$out/bench.txt"
