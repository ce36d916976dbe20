#!/usr/bin/env bash
# Runs the build for aarch64 on this machine, emulated by QEMU: the test of the core, then a program through Java.
#
#   test-aarch64.sh
#
# Needs qemu-aarch64-static (Debian: qemu-user-static), g++-aarch64-linux-gnu and a JDK for the classes.
set -euo pipefail

cd "$(dirname "$0")"
if ! command -v qemu-aarch64-static >/dev/null; then
  echo "test-aarch64.sh: no qemu-aarch64-static; install it (Debian: qemu-user-static)" >&2
  exit 1
fi
run=(qemu-aarch64-static -L /usr/aarch64-linux-gnu)

./build.sh aarch64
runtime=$(./fetch-runtime.sh aarch64)
build=target/cmake/test-linux-arm64
generator=()
command -v ninja >/dev/null && generator=(-G Ninja)
mkdir -p "$build"
cmake -S . -B "$build" "${generator[@]}" --log-level=WARNING -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/aarch64.cmake" \
  -DWITH_TESTS=ON -DEXECUTORCH_DIR="$runtime" >/dev/null
cmake --build "$build" --target core_test >"$build/log" || { cat "$build/log" >&2; exit 1; }
"${run[@]}" -E LD_LIBRARY_PATH="$runtime/lib" "$build/core_test" src/test/fixtures 2>"$build/seeds" ||
  { tail -n 3 "$build/seeds" >&2; exit 1; }

classes=target/aarch64
find src/main/java -name '*.java' -print0 |
  xargs -0 "${JAVA_HOME:+$JAVA_HOME/bin/}javac" -nowarn -d "$classes" \
    src/test/java/org/pytorch/executorch/{AddInChild,Fixtures}.java
result=$("${run[@]}" "$(./fetch-jre.sh aarch64)/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  --enable-native-access=ALL-UNNAMED -Dexecutorch.native.dir=target/natives/linux-arm64 -cp "$classes" \
  org.pytorch.executorch.AddInChild)
[[ $result == "sum 3.0" ]] || { echo "test-aarch64.sh: Java says \"$result\", not \"sum 3.0\"" >&2; exit 1; }
echo "ok      adds through Java"

# The statically linked QEMU takes no plugins.
if command -v qemu-aarch64 >/dev/null && [[ $(qemu-aarch64 -help) == *-plugin* ]]; then
  counts=$(./count-aarch64.sh --board pi4 --board pi5 ../models/nanodet-g-320 2>"$build/said") ||
    { cat "$build/said" >&2; exit 1; }
  # Columns: program, board, all, smmla, sdot, smlal8
  awk -F ' *[|] *' '$3 == "pi4" && $6 == 0 && $7 > 0 { pi4 = 1 } $3 == "pi5" && $6 > 0 && $7 == 0 { pi5 = 1 }
    END { exit !(pi4 && pi5) }' <<<"$counts" ||
    { echo "test-aarch64.sh: a Pi 5 multiplies bytes with SDOT, a Pi 4 with SMLAL, but counted was" "$counts" >&2; exit 1; }
  echo "ok      counts what a Pi 4 and a Pi 5 do"
else
  echo "not counted: there is no qemu-aarch64 that takes plugins (Debian: qemu-user)"
fi
