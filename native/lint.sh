#!/usr/bin/env bash
# Checks the form of the C++ code and the scripts: clang-format, clang-tidy, shellcheck. With --fix it formats.
set -euo pipefail

cd "$(dirname "$0")"
mapfile -t sources < <(find src -name '*.cpp' -o -name '*.h' | sort)
shellcheck ./*.sh
if [[ ${1:-} == --fix ]]; then
  clang-format -i "${sources[@]}"
fi
clang-format --dry-run --Werror "${sources[@]}"

build=target/cmake/lint
mkdir -p "$build"
cmake -S . -B "$build" --log-level=WARNING -DWITH_TESTS=ON -DEXECUTORCH_DIR="$(./fetch-runtime.sh "$(uname -m)")" \
  -DJNI_INCLUDE_DIR="${JAVA_HOME:?set it to a JDK, for jni.h}/include" >/dev/null
mapfile -t units < <(find src -name '*.cpp' | sort)
# It counts what it does not show, in the headers of others.
printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p "$build" 2> >(grep -v 'warnings\? generated' >&2)
