#!/usr/bin/env bash
# Tests the core without a JVM, under AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   test-core.sh [MODEL [FIRST-SEED COUNT]]
#
# With a MODEL it also loads and runs COUNT (300) damaged copies of it.
set -euo pipefail

cd "$(dirname "$0")"
model=${1:+$(realpath "$1")}
runtime=$(./fetch-runtime.sh "$(uname -m)")
build=target/cmake/sanitize
generator=()
command -v ninja >/dev/null && generator=(-G Ninja)
mkdir -p "$build"
cmake -S . -B "$build" "${generator[@]}" --log-level=WARNING -DSANITIZE=ON -DWITH_TESTS=ON \
  -DEXECUTORCH_DIR="$runtime" >/dev/null
cmake --build "$build" --target core_test >"$build/log" || { cat "$build/log" >&2; exit 1; }

run() {
  LD_LIBRARY_PATH=$runtime/lib ASAN_OPTIONS=allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 \
    "$build/core_test" src/test/fixtures "$@"
}

run 2>"$build/seeds" || { tail -c 2000 "$build/seeds" >&2; exit 1; }
if [[ -n $model ]]; then
  run "$model" "${2:-0}" "${3:-300}" >"$build/mutations" || { tail -n 3 "$build/mutations" >&2; exit 1; }
  tail -n 1 "$build/mutations"
fi
