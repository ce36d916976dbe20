#!/usr/bin/env bash
# What `make bench` runs: first the product's own ratios (daemon/bench.sh), then edge-infer beside its peers. Needs
# target/dist (`make dist`). All of it lands in target/bench.
#   bench/run.sh [--quick] [--peers-only] [--resume] [OPTIONS OF edge_bench]
#   EDGE_INFER_DATA   labelled images and models, for YOLOX-nano; by default ../shared/data beside the checkout
# Exits 1 when a peer could not be installed, failed, or sees something else than edge-infer.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly onnx_runtime=com.microsoft.onnxruntime:onnxruntime:1.23.2
readonly dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
readonly out=target/bench data=${EDGE_INFER_DATA:-$(dirname "$PWD")/shared/data}
readonly cache=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/bench
dist=target/dist

own=1 frames=20000 options=()
while (($#)); do
  case $1 in
    --quick) frames=2000 options+=(--quick) ;;
    --peers-only) own=0 ;;
    --dist) dist=$2; shift ;;
    *) options+=("$1") ;;
  esac
  shift
done
[[ ! -d $data ]] || options+=(--data "$data")

JAVA_HOME=${JAVA_HOME:-$(deploy/setup/find-jdk.sh)}
export JAVA_HOME
mkdir -p "$out" "$cache"
failed=0
if ((own)); then
  daemon/bench.sh "$frames" || failed=1
fi

echo "== edge-infer beside its peers: the environment" >&2
python=$(bench/setup.sh)
jar=$cache/onnxruntime-${onnx_runtime##*:}.jar
if [[ ! -f $jar ]]; then
  mvn -B -ntp -q "$dependency_plugin:copy" -Dartifact="$onnx_runtime" -DoutputDirectory="$cache" -Dmdep.useBaseVersion=true \
    || echo "bench/run.sh: Maven could not fetch $onnx_runtime; its contestants will fail" >&2
fi
sources=(bench/java/dev/edgeinfer/peers/*.java)
if [[ ! -f $jar ]]; then
  sources=("${sources[@]/*OnnxRuntimePeer.java/}")
fi
rm -rf "$out/peers-classes"
printf '%s\0' "${sources[@]}" | grep -zv '^$' \
  | xargs -0 "$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$dist/lib/*:$jar" -d "$out/peers-classes"
loop=$(native/build-loop.sh)
runtime=$(native/fetch-runtime.sh "$(uname -m)")

export PYTHONPATH=$PWD/bench:$PWD/models PYTHONDONTWRITEBYTECODE=1
"$python" -m edge_bench --out "$out" --dist "$dist" --java "$JAVA_HOME/bin/java" --classes "$out/peers-classes" \
  --onnx-runtime "$jar" --loop "$loop" --loop-libraries "$runtime/lib" "${options[@]}" || failed=1
exit "$failed"
