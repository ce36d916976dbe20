#!/usr/bin/env bash
# Prints the home of a JDK (with javac) of at least version 25: JAVA_HOME, then PATH, then /usr/lib/jvm.
# Prints nothing and exits 1 where there is none.
set -euo pipefail

readonly least=25

# Prints the feature version of the JDK at $1, or nothing.
version_of() {
  [[ -x $1/bin/javac ]] || return 0
  "$1/bin/javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p'
}

candidates() {
  [[ -z ${JAVA_HOME:-} ]] || printf '%s\n' "$JAVA_HOME"
  local javac
  if javac=$(command -v javac); then
    dirname "$(dirname "$(readlink -f "$javac")")"
  fi
  # The newest first where several are installed.
  find /usr/lib/jvm -mindepth 1 -maxdepth 1 -type d 2>/dev/null | sort -rV
}

while read -r home; do
  version=$(version_of "$home")
  if [[ -n $version && $version -ge $least ]]; then
    printf '%s\n' "$home"
    exit 0
  fi
done < <(candidates)
exit 1
