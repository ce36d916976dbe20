#!/usr/bin/env bash
# Fails if a library needs newer versions of glibc and libstdc++ than Debian 12 and JetPack 6 have both.
#
#   check-symbols.sh LIBRARY...
set -euo pipefail

declare -A newest=([GLIBC]=2.35 [GLIBCXX]=3.4.30 [CXXABI]=1.3.13 [GCC]=12.0.0)

status=0
for library in "$@"; do
  while IFS=_ read -r name version; do
    limit=${newest[$name]}
    if [[ $(printf '%s\n' "$version" "$limit" | sort -V | tail -n 1) != "$limit" ]]; then
      echo "check-symbols: $(basename "$library") needs ${name}_$version, newer than ${name}_$limit:" >&2
      LC_ALL=C readelf -W --dyn-syms "$library" | grep -F "@${name}_$version" >&2 || true
      status=1
    fi
  done < <(LC_ALL=C readelf -W --version-info "$library" |
    grep -oE '\b(GLIBC|GLIBCXX|CXXABI|GCC)_[0-9][0-9.]*' | sort -u)
done
exit $status
