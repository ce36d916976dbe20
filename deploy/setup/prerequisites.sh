#!/usr/bin/env bash
# Sees to it that the Debian packages that a task needs are installed.
#   prerequisites.sh run|test|models|test-models|bench|deb|test-deb|test-device
# Missing ones are installed with apt (with sudo when not root, after saying what and why).
# EDGE_INFER_NO_APT=1 installs nothing: it prints the list and exits 1 when something is missing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here task=${1:?run, test, models, test-models, bench, deb, test-deb or test-device}

# One line a need: a group of the tasks below, the package or the alternatives that distributions name it by, what for.
# `command:NAME` as an alternative: that program on PATH will do, wherever it is from.
needs() {
  cat <<'LIST'
run      maven                           builds the Java modules
native   cmake                           builds the native code
native   ninja-build                     builds the native code
native   g++                             builds the native code
run      patchelf                        keeps shipped libraries from looking for others in folders of who built them
run      binutils                        checks which symbols the shim needs
native   python3-pip                     downloads the ExecuTorch runtime by hash
test     libgtest-dev                    runs the C++ tests
test     chromium                        shows the live page to the tests
test     chromium-driver                 drives that browser
test     shellcheck                      checks the shell scripts
test     python3-numpy                   tests the model tools
test     python3-yaml                    tests the model tools
test     python3-pytest                  tests the model tools
test     gir1.2-gst-rtsp-server-1.0      is the RTSP camera of the tests
test     gstreamer1.0-plugins-bad        encodes what that camera sends
test     python3-gi                      runs that camera
test     python3-venv                    environment of the Triton client that the tests use
test     iproute2                        has a network of its own for that camera
test     nftables                        loses packets of that network
test     mosquitto                       is the MQTT broker of the tests
test     mosquitto-clients               is the other client of that broker
test     openssl                         makes the certificates of that broker
models   python3-venv                    environment of the model tools
models   npm|command:npm                 downloads the default model's source
clip     ffmpeg                          encodes the demo clip
training dataset-fashion-mnist           pictures that the recipes train on
system   mmdebstrap                      installs the system that the package is tried on
system   debian-archive-keyring          checks the signatures of that system's packages
system   lintian                         checks the package
board    qemu-system-arm                 is the virtual board
board    qemu-user-static|qemu-user-binfmt  installs the board's system
board    e2fsprogs                       makes the board's disk
board    kmod                            indexes the board's modules
board    xz-utils                        unpacks the board's kernel
board    openssh-client                  is the way into the board
board    ffmpeg                          takes the frames of the demo clip that the board's camera shows
board    python3-pytest                  runs the tests on the board
board    ansible-core                    runs the playbook against the board
LIST
  case $(uname -m) in
    x86_64) cat <<'LIST' ;;
across   g++-aarch64-linux-gnu           builds the native code for aarch64
across   qemu-user-static|qemu-user      runs what was built for aarch64
deb      g++-aarch64-linux-gnu           builds the native code for aarch64
LIST
    aarch64) cat <<'LIST' ;;
run      libdrm2                         FFmpeg of JavaCV links to it
run      libva2                          FFmpeg of JavaCV links to it
run      libva-drm2                      FFmpeg of JavaCV links to it
LIST
  esac
}

# The groups of needs that this task has.
wanted_groups() {
  case $task in
    run) echo native run ;;
    test) echo native run across test ;;
    models) echo models clip training ;;
    test-models) echo models native across training ;;
    bench) echo native run models ;;
    deb) echo native run deb ;;
    test-deb) echo native run deb system ;;
    test-device) echo native run deb system board ;;
    *) echo "prerequisites.sh: \"$task\" is not a task; run, test, models, test-models, bench, deb, test-deb and test-device are" >&2; exit 2 ;;
  esac
}

# Whether this task compiles or runs Java.
java_needed() {
  [[ $task != models && $task != test-models ]]
}

installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Whether any of the alternatives in $1 is installed.
any_installed() {
  local name
  for name in ${1//|/ }; do
    if [[ $name == command:* ]]; then
      command -v "${name#*:}" >/dev/null && return 0
    elif installed "$name"; then
      return 0
    fi
  done
  return 1
}

# Whether apt can install $1, as far as its lists tell.
available() {
  # Not piped into grep -q, which may leave before apt-cache has written all: with pipefail that is a failure.
  [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [^\(] ]]
}

# The first alternative of $1 that apt can install; the first of all when apt knows none.
installable() {
  local name
  for name in ${1//|/ }; do
    if available "$name"; then
      echo "$name"
      return
    fi
  done
  echo "${1%%|*}"
}

no_jdk() {
  local system=this\ system
  # shellcheck source=/dev/null
  [[ ! -r /etc/os-release ]] || system=$(. /etc/os-release && echo "$PRETTY_NAME")
  cat >&2 <<TEXT
edge-infer needs a JDK of version 25 or newer, and $system has none to install: install one from adoptium.net
or another vendor and set JAVA_HOME to it, or build on Debian 13, Raspberry Pi OS trixie or Ubuntu 24.04.
TEXT
  exit 1
}

if ! command -v dpkg-query >/dev/null; then
  if java_needed && ! "$here/find-jdk.sh" >/dev/null; then
    no_jdk
  fi
  echo "edge-infer: this is no Debian-like system, so nothing is installed; the build needs what \"$0\" lists" >&2
  exit 0
fi

wanted=" $(wanted_groups) "
missing=()
while read -r of package why; do
  if [[ $wanted == *" $of "* ]] && ! any_installed "$package"; then
    missing+=("${package%|command:*} $why")
  fi
done < <(needs)
need_jdk=false
if java_needed && ! "$here/find-jdk.sh" >/dev/null; then
  need_jdk=true
  missing+=("openjdk-25-jdk-headless compiles and runs the daemon; or set JAVA_HOME to any JDK of version 25")
fi
[[ ${#missing[@]} -gt 0 ]] || exit 0

describe() {
  local entry
  for entry in "${missing[@]}"; do
    printf '  %-28s %s\n' "${entry%% *}" "${entry#* }"
  done
}

if [[ -n ${EDGE_INFER_NO_APT:-} ]]; then
  {
    echo "edge-infer: these Debian packages are missing, and EDGE_INFER_NO_APT is set; install them and call make again:"
    describe
  } >&2
  exit 1
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    {
      echo "edge-infer: these Debian packages are missing, and there is no sudo; install them as root and call make again:"
      describe
    } >&2
    exit 1
  fi
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# What apt and dpkg say is of interest only when they fail.
apt() {
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "edge-infer: apt-get $1 failed, see above; mend that and call make again" >&2
    exit 1
  fi
}

# Said before anything is asked or installed, where that can be known: a new container has no lists yet.
updated=false
if $need_jdk; then
  if [[ ${#as_root[@]} -eq 0 ]]; then
    apt update
    updated=true
  fi
  if available maven && ! available openjdk-25-jdk-headless; then
    no_jdk
  fi
fi

{
  echo "edge-infer: to $task, these Debian packages are installed now${as_root:+ with sudo}:"
  describe
} >&2
if [[ ${#as_root[@]} -gt 0 && -t 0 ]]; then
  read -r -p "Go on? [Y/n] " answer
  [[ ! $answer =~ ^[nN] ]] || { echo "edge-infer: nothing was installed" >&2; exit 1; }
fi

$updated || apt update
if $need_jdk && ! available openjdk-25-jdk-headless; then
  no_jdk
fi
packages=()
for entry in "${missing[@]}"; do
  packages+=("$(installable "${entry%% *}")")
done
apt install --no-install-recommends -y "${packages[@]}"
