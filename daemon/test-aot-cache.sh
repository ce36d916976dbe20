#!/usr/bin/env bash
# Checks bin/make-aot-cache on a tree of its own: that the JVM takes what it made, and passes by what does not fit.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# An empty platform is this machine's.
"$root/daemon/make-dist.sh" '' "$work/dist"
export EDGE_INFER_CACHE=$work/cache

"$work/dist/bin/make-aot-cache"

# With this mode a cache that cannot be used is an error.
flags() { EDGE_INFER_JAVA_OPTIONS="-XX:AOTMode=on -XX:+PrintCommandLineFlags" "$work/dist/bin/edge-infer" version; }
taken=$(flags)
if [[ $taken != *-XX:AOTCache=* ]]; then
  echo "test-aot-cache: the launcher does not take the cache" >&2
  exit 1
fi

touch "$work/dist/lib"/picocli-*.jar
said=$("$work/dist/bin/edge-infer" version 2>&1)
if [[ $said != edge-infer* ]]; then
  printf 'test-aot-cache: a cache that does not fit is not passed by in silence:\n%s\n' "$said" >&2
  exit 1
fi
passed=$(EDGE_INFER_JAVA_OPTIONS=-XX:+PrintCommandLineFlags "$work/dist/bin/edge-infer" version)
if [[ $passed == *-XX:AOTCache=* ]]; then
  echo "test-aot-cache: a cache of other jars is taken" >&2
  exit 1
fi
