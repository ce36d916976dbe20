#!/usr/bin/env bash
# Counts the instructions of one inference on aarch64, on one thread, by kind: exact, and the same on every machine. The
# first run, which loads and packs, does not count. XNNPACK sees the processor of the board and takes its kernels.
#
#   count-aarch64.sh [--board pi4|pi5|orin|i8mm]... PROGRAM...
#
# PROGRAM is a .pte or a bundle; without --board it is counted on all of them: Cortex-A72, -A76, -A78AE, and a processor
# with 8-bit matrix products, which no such board has. Prints a Markdown table in millions.
#
# Needs cmake, g++, g++-aarch64-linux-gnu and a qemu-aarch64 that takes plugins (Debian: qemu-user, not qemu-user-static).
set -euo pipefail

usage() {
  echo "usage: count-aarch64.sh [--board pi4|pi5|orin|i8mm]... PROGRAM..." >&2
  exit 2
}

# What QEMU emulates for a board, Arm's number of the part that is there, and the features that Linux tells of it.
describe() {
  case $1 in
    pi4) echo cortex-a72 0xd08 fp asimd crc32 ;;
    pi5) echo cortex-a76 0xd0b fp asimd crc32 atomics fphp asimdhp asimdrdm asimddp ;;
    # QEMU 7.2 has no Cortex-A78AE; its instructions are those of the A76.
    orin) echo cortex-a76 0xd42 fp asimd crc32 atomics fphp asimdhp asimdrdm asimddp ;;
    # QEMU 7.2 computes nonsense with the SME of its "max".
    i8mm) echo max,sve=off,sme=off 0xd49 fp asimd crc32 atomics fphp asimdhp asimdrdm asimddp i8mm ;;
    *) return 1 ;;
  esac
}

boards=()
while [[ ${1:-} == --board ]]; do
  describe "${2:-}" >/dev/null || usage
  boards+=("$2")
  shift 2
done
if (($# == 0)) || [[ $1 == -* ]]; then
  usage
fi
((${#boards[@]} > 0)) || boards=(pi4 pi5 orin i8mm)
programs=()
for name in "$@"; do
  program=$(realpath -e -- "$name")
  [[ ! -d $program ]] || program+=/model.pte
  [[ -f $program ]] || { echo "count-aarch64.sh: there is no file \"$program\"" >&2; exit 1; }
  programs+=("$program")
done
cd "$(dirname "$0")"

qemu=$(command -v qemu-aarch64) || {
  echo "count-aarch64.sh: no qemu-aarch64; install it (Debian: qemu-user)" >&2
  exit 1
}
if [[ $("$qemu" -help) != *-plugin* ]]; then
  echo "count-aarch64.sh: $qemu takes no plugins: its maker left them out, as in statically linked ones" >&2
  exit 1
fi
runtime=$(./fetch-runtime.sh aarch64)
across=()
[[ $(uname -m) == aarch64 ]] || across=(-DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/aarch64.cmake")
if command -v ninja >/dev/null; then
  across+=(-G Ninja)
fi
build=target/cmake/count-aarch64
mkdir -p "$build"
cmake -S . -B "$build" "${across[@]}" --log-level=WARNING -DWITH_TESTS=ON -DEXECUTORCH_DIR="$runtime" >/dev/null
cmake --build "$build" --target run_loop >"$build/log" || { cat "$build/log" >&2; exit 1; }

# QEMU looks for files here before it looks on the machine.
root=$PWD/$build/root
mkdir -p "$root/proc"
ln -sfnT /usr/aarch64-linux-gnu/lib "$root/lib"

emulated() {
  "$qemu" -L "$root" -E LD_LIBRARY_PATH="$runtime/lib" "$@"
}

# A plugin says which version of QEMU's interface it was made for, and QEMU has no way to tell it before.
plugin=$build/count_instructions.so
for api in 1 2 3 4 5 6; do
  "${CXX:-g++}" -std=c++17 -O2 -Wall -Wextra -fPIC -shared -fvisibility=hidden -DPLUGIN_API=$api -o "$plugin" \
    src/bench/cpp/qemu/count_instructions.cpp
  said=$(emulated -plugin "$plugin,out=/dev/null" "$build/run_loop" 2>&1) || true
  [[ $said != usage:* ]] || break
done
if [[ $said != usage:* ]]; then
  echo "count-aarch64.sh: $qemu takes no plugin: $said" >&2
  exit 1
fi

header=
for board in "${boards[@]}"; do
  read -r cpu part features < <(describe "$board")
  for processor in 0 1 2 3; do
    printf 'processor\t: %s\nFeatures\t: %s\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU variant\t: 0x0\n' \
      $processor "$features"
    printf 'CPU part\t: %s\nCPU revision\t: 0\n\n' "$part"
  done >"$root/proc/cpuinfo"
  for program in "${programs[@]}"; do
    name=$(basename "$program")
    [[ $name != model.pte ]] || name=$(basename "$(dirname "$program")")
    echo "$name on $board" >&2
    if ! printf '1\n1\n' | emulated -cpu "$cpu" -plugin "$plugin,out=$build/counts" "$build/run_loop" "$program" 1 \
      >/dev/null 2>"$build/said"; then
      tail -n 3 "$build/said" >&2
      echo "count-aarch64.sh: \"$program\" does not run there, see above" >&2
      exit 1
    fi
    if [[ -z $header ]]; then
      header=$(awk '{ printf " %s |", $1 }' "$build/counts")
      echo "| program | board | all |$header"
      echo "|---|---|---:|$(awk '{ printf "---:|" }' "$build/counts")"
    fi
    awk -v name="$name" -v board="$board" '
      { all += $2; row = row sprintf(" %.1f |", $2 / 1e6) }
      END { printf "| %s | %s | %.1f |%s\n", name, board, all / 1e6, row }' "$build/counts"
  done
done
