#!/usr/bin/env bash
# Checks the form of the C++ code and the scripts: clang-format, clang-tidy, shellcheck. With --fix it formats.
#
# Other versions of the two have other opinions, so the same ones are used on every system: of wheels, which are not
# installed. There is none of this clang-tidy for aarch64.
set -euo pipefail

cd "$(dirname "$0")"
readonly version=14.0.6
mapfile -t sources < <(find src -name '*.cpp' -o -name '*.h' | sort)
shellcheck ./*.sh

case $(uname -m) in
  x86_64) platform=manylinux2010_x86_64 sha256=d7c1c5e404c58e55f0170f01b3c5611dce6c119e62b5d1020347e0ad97d5a047 ;;
  aarch64) platform=manylinux2014_aarch64 sha256=dbfd60528eb3bb7d7cfe8576faa70845fbf93601f815ef75163d36606e87f388 ;;
  *)
    echo "lint.sh: the form of C++ is checked on x86_64 and aarch64, not on $(uname -m)" >&2
    exit 1
    ;;
esac
clang_format=$(./fetch-wheel.sh clang-format $version "$platform" "$sha256" 'clang_format/data/bin/clang-format')
clang_format+=/clang_format/data/bin/clang-format
if [[ ${1:-} == --fix ]]; then
  "$clang_format" -i "${sources[@]}"
fi
"$clang_format" --dry-run --Werror "${sources[@]}"

if [[ $(uname -m) != x86_64 ]]; then
  echo "clang-tidy not run: there is none of version $version for $(uname -m)"
  exit
fi
clang_tidy=$(./fetch-wheel.sh clang-tidy $version manylinux2014_x86_64 \
  c9ffcb91f17ee920fdd7a83f30484f3cb4c183f7b490d092373e4a6f2c82729d 'clang_tidy/data/bin/clang-tidy')
build=target/cmake/lint
mkdir -p "$build"
cmake -S . -B "$build" --log-level=WARNING -DWITH_TESTS=ON -DEXECUTORCH_DIR="$(./fetch-runtime.sh "$(uname -m)")" \
  -DJNI_INCLUDE_DIR="${JAVA_HOME:?set it to a JDK, for jni.h}/include" >/dev/null
mapfile -t units < <(find src -name '*.cpp' | sort)
# The wheel has no headers of a compiler (stddef.h); those of GCC will do. It counts what it does not show, in the
# headers of others.
printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -n 1 "$clang_tidy/clang_tidy/data/bin/clang-tidy" --quiet -p "$build" \
  --extra-arg=-isystem --extra-arg="$(g++ -print-file-name=include)" 2> >(grep -v 'warnings\? generated' >&2)
