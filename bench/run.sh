#!/usr/bin/env bash
# What `make bench` runs: first the product's own ratios (daemon/bench.sh), then edge-infer beside its peers. Needs
# target/dist (`make dist`). All of it lands in target/bench.
#   bench/run.sh [--quick] [--peers-only] [--resume] [OPTIONS OF edge_bench]
#   EDGE_INFER_DATA   labelled images and models, for YOLOX-nano; by default ../shared/data beside the checkout
# Exits 1 when a peer could not be installed, failed, or sees something else than edge-infer.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly out=target/bench data=${EDGE_INFER_DATA:-$(dirname "$PWD")/shared/data}
readonly cache=${EDGE_INFER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/edge-infer}/bench
dist=target/dist

own=1 own_options=() options=()
while (($#)); do
  case $1 in
    --quick) own_options=(--short) options+=(--quick) ;;
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
  daemon/bench.sh "${own_options[@]}" || failed=1
fi

echo "== edge-infer beside its peers: the environment" >&2
python=$(bench/setup.sh)
jars=$cache/java-$(cat pom.xml bench/java/pom.xml | sha256sum | cut -c 1-12)
if [[ ! -d $jars ]]; then
  rm -rf "$jars.part"
  if mvn -B -ntp -q -f bench/java/pom.xml dependency:copy-dependencies -DoutputDirectory="$jars.part" >&2; then
    mv "$jars.part" "$jars"
  else
    echo "bench/run.sh: Maven could not fetch what the Java peer runs with, see above; it will be left out" >&2
  fi
fi
sources=(bench/java/dev/edgeinfer/peers/*.java)
if [[ ! -d $jars ]]; then
  sources=("${sources[@]/*OnnxRuntimePeer.java/}")
fi
rm -rf "$out/peers-classes"
printf '%s\0' "${sources[@]}" | grep -zv '^$' \
  | xargs -0 "$JAVA_HOME/bin/javac" -nowarn -proc:none -cp "$jars/*:$dist/lib/*" -d "$out/peers-classes"
loop=$(native/build-loop.sh)
runtime=$(native/fetch-runtime.sh "$(uname -m)")

export PYTHONPATH=$PWD/bench:$PWD/models PYTHONDONTWRITEBYTECODE=1
"$python" -m edge_bench --out "$out" --dist "$dist" --java "$JAVA_HOME/bin/java" --classes "$out/peers-classes" \
  --java-peer "$jars" --loop "$loop" --loop-libraries "$runtime/lib" "${options[@]}" || failed=1
exit "$failed"
