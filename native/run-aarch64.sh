#!/usr/bin/env bash
# Runs a program once on aarch64, with all that the emulated processor has (half-precision arithmetic too): input and
# output tensors are bytes in files. On an aarch64 machine it runs as it is, elsewhere under QEMU.
#
#   run-aarch64.sh PROGRAM INPUT OUTPUT
#
# Needs cmake and, across, qemu-aarch64-static (Debian: qemu-user-static) and g++-aarch64-linux-gnu. No JDK.
set -euo pipefail

if (($# != 3)); then
  echo "usage: run-aarch64.sh PROGRAM INPUT OUTPUT" >&2
  exit 2
fi
program=$(realpath "$1") input=$(realpath "$2") output=$(realpath -m "$3")
cd "$(dirname "$0")"
run=() options=()
if [[ $(uname -m) != aarch64 ]]; then
  qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || {
    echo "run-aarch64.sh: no qemu-aarch64-static; install it (Debian: qemu-user-static)" >&2
    exit 1
  }
  # QEMU 7.2 computes nonsense with the SME of its "max".
  run=("$qemu" -cpu "max,sme=off" -L /usr/aarch64-linux-gnu)
  options=(-DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/aarch64.cmake")
fi

runtime=$(./fetch-runtime.sh aarch64)
build=target/cmake/run-aarch64
if command -v ninja >/dev/null; then
  options+=(-G Ninja)
fi
mkdir -p "$build"
cmake -S . -B "$build" "${options[@]}" --log-level=WARNING -DWITH_TESTS=ON -DEXECUTORCH_DIR="$runtime" >/dev/null
cmake --build "$build" --target run_file >"$build/log" || { cat "$build/log" >&2; exit 1; }
if ((${#run[@]})); then
  "${run[@]}" -E LD_LIBRARY_PATH="$runtime/lib" "$build/run_file" "$program" "$input" "$output"
else
  LD_LIBRARY_PATH=$runtime/lib "$build/run_file" "$program" "$input" "$output"
fi
