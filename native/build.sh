#!/usr/bin/env bash
# Builds the native layer into native/target/natives/PLATFORM, for this machine or for the architectures named.
#
#   build.sh [x86_64|aarch64]...
#
# Needs cmake, a compiler (across: g++-aarch64-linux-gnu) and a JDK in JAVA_HOME, for jni.h. Does nothing if nothing
# changed.
set -euo pipefail

cd "$(dirname "$0")"

jni_include() {
  local home=${JAVA_HOME:-}
  if [[ -z $home ]] && command -v javac >/dev/null; then
    home=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  if [[ ! -f $home/include/jni.h ]]; then
    echo "build.sh: no jni.h in \"$home/include\"; set JAVA_HOME to a JDK" >&2
    exit 1
  fi
  echo "$home/include"
}

# Prints what the result depends on, so that a change of any of it builds again.
inputs() {
  local compiler=$1 runtime=$2
  "$compiler" -dumpmachine
  "$compiler" -dumpfullversion
  basename "$(dirname "$runtime")"
  find src/main/cpp cmake CMakeLists.txt NOTICE build.sh check-symbols.sh -type f -print0 | sort -z | xargs -0 sha256sum
}

build() {
  local arch=$1 platform compiler runtime jni build result stamp
  local options=()
  case $arch in
    x86_64) platform=linux-x86_64 ;;
    aarch64) platform=linux-arm64 ;;
    *)
      echo "usage: build.sh [x86_64|aarch64]..." >&2
      exit 2
      ;;
  esac
  compiler=${CXX:-g++}
  if [[ $arch != "$(uname -m)" ]]; then
    if [[ ! -f cmake/$arch.cmake ]]; then
      echo "build.sh: $arch cannot be built on $(uname -m); build it on a machine of its own" >&2
      exit 1
    fi
    compiler=$arch-linux-gnu-g++
    options+=(-DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/$arch.cmake")
  fi
  if ! command -v "$compiler" >/dev/null; then
    echo "build.sh: no compiler $compiler for $arch; install it (Debian: g++, across: g++-aarch64-linux-gnu)" >&2
    exit 1
  fi
  if command -v ninja >/dev/null; then
    options+=(-G Ninja)
  fi

  runtime=$(./fetch-runtime.sh "$arch")
  jni=$(jni_include)
  build=target/cmake/$platform
  result=target/natives/$platform
  stamp=$(inputs "$compiler" "$runtime" | sha256sum | cut -d ' ' -f 1)
  if [[ -f $result/SHA256SUMS && $(cat "$build/stamp" 2>/dev/null) == "$stamp" ]]; then
    return
  fi

  mkdir -p "$build"
  cmake -S . -B "$build" "${options[@]}" --log-level=WARNING -DEXECUTORCH_DIR="$runtime" \
    -DJNI_INCLUDE_DIR="$jni" >/dev/null
  cmake --build "$build" --target executorch_jni >"$build/log" || { cat "$build/log" >&2; exit 1; }

  rm -rf "$build/result"
  mkdir -p "$build/result" target/natives
  cp "$build/libexecutorch_jni.so" "$build/result/"
  for library in $(libraries "$build/result/libexecutorch_jni.so"); do
    cp "$runtime/lib/$library" "$build/result/"
  done
  ./check-symbols.sh "$build/result"/*.so
  cp "$(dirname "$runtime")"/*/licenses/LICENSE "$build/result/LICENSE"
  cp NOTICE "$build/result/"
  (cd "$build/result" && sha256sum -- *.so >SHA256SUMS)
  rm -rf "$result"
  mv "$build/result" "$result"
  echo "$stamp" >"$build/stamp"
  echo "Built native/$result" >&2
}

# The libraries of the runtime that a library is linked to.
libraries() {
  LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(libexecutorch.*\)\]/\1/p'
}

for arch in "${@:-$(uname -m)}"; do
  build "$arch"
done
