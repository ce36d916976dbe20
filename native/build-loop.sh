#!/usr/bin/env bash
# Builds the plain C++ loop that others are timed against, and prints its path; its libraries are those of
# fetch-runtime.sh.
set -euo pipefail

cd "$(dirname "$0")"
runtime=$(./fetch-runtime.sh "$(uname -m)")
build=target/cmake/bench
generator=()
command -v ninja >/dev/null && generator=(-G Ninja)
mkdir -p "$build"
cmake -S . -B "$build" "${generator[@]}" --log-level=WARNING -DWITH_TESTS=ON -DEXECUTORCH_DIR="$runtime" >/dev/null
cmake --build "$build" --target run_loop >"$build/log" || { cat "$build/log" >&2; exit 1; }
echo "$PWD/$build/run_loop"
