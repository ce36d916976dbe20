#!/usr/bin/env bash
# Runs on a system that test.sh made, as root, and does with the package what people do. Stops at the first check that fails.
#
#   test-inside.sh PACKAGE LATER
set -euo pipefail

package=$1
later=$2
readonly package later
readonly config=/etc/edge-infer/edge-infer.yaml drop_in=/etc/edge-infer/edge-infer.d/90-mine.yaml
readonly cache=/var/cache/edge-infer/edge-infer.aot
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
log=$(mktemp)
pid=
trap '[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true' EXIT

# check WHAT COMMAND...
check() {
  local what=$1
  shift
  if ! "$@" >"$log" 2>&1; then
    printf 'not ok  %s: %s\n' "$what" "$*" >&2
    tail -n 40 "$log" >&2
    exit 1
  fi
  echo "ok      $what"
}

# The negation of a command, for check.
no() { ! "$@"; }

# What apt does unattended: an edited configuration stays.
apt() {
  apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}

# As the service runs, as far as that goes without systemd.
as_service=(env -i "PATH=$PATH" EDGE_INFER_CACHE=/var/cache/edge-infer
  setpriv --reuid=edge-infer --regid=edge-infer --init-groups --)

# Every file but what apt, dpkg and those who keep copies of the lists of users write.
files() {
  find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /root -o -path /var/log \
    -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache/apt -o -path /var/cache/ldconfig \) -prune \
    -o -name '*-' -prune -o -print | sort
}

get() (
  exec 3<>"/dev/tcp/127.0.0.1/$1" &&
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3 &&
    tr -d '\0' <&3
)

# await TEXT PATH: until the daemon's answer holds the text
await() {
  local until=$((SECONDS + 120))
  until [[ $(get 8080 "$2" 2>/dev/null) == *"$1"* ]]; do
    if ((SECONDS > until)) || ! kill -0 "$pid"; then
      echo "no $1 in $2; the log:" && cat "$log.daemon"
      return 1
    fi
    sleep 0.3
  done
}

demo_works() {
  local status=0
  "${as_service[@]}" edge-infer run --config /usr/lib/edge-infer/demo/edge-infer.yaml >"$log.daemon" 2>&1 &
  pid=$!
  await '"label":"person"' /detections && await '"value":1' /gpio || return
  kill "$pid"
  wait "$pid" || status=$?
  pid=
  cat "$log.daemon"
  [[ $status == 143 ]]
}

# As an interactive bash does it, which does not stop at unset variables.
completes() (
  set +u
  # shellcheck disable=SC1091
  source /usr/share/bash-completion/completions/edge-infer
  COMP_LINE='edge-infer check' COMP_WORDS=(edge-infer check) COMP_CWORD=1 COMPREPLY=()
  "$(complete -p edge-infer | sed -nE 's/.* -F ([^ ]+) .*/\1/p')"
  [[ ${COMPREPLY[*]} == *check-config* ]]
)

# With this mode a cache that the JVM does not take is an error; one of other jars the launcher does not name.
cache_fits() {
  local said
  said=$(env EDGE_INFER_CACHE=/var/cache/edge-infer EDGE_INFER_JAVA_OPTIONS="-XX:AOTMode=on -XX:+PrintCommandLineFlags" edge-infer version) &&
    [[ $said == *-XX:AOTCache=* ]]
}
cache_identity() { stat -c '%i %Z' $cache; }
is_ours() { [[ $(stat -c '%U:%G %a' "$1") == "$2" ]]; }
in_groups() {
  local groups group
  groups=" $(id -nG edge-infer) "
  for group; do
    [[ $groups == *" $group "* ]] || return
  done
}
has_the_edit() { grep -q '^# Mine' $config && grep -q warn $drop_in; }
# Shared libraries that the loader does not find.
missing_libraries() { find /usr/lib/edge-infer/lib/native -name '*.so*' -exec ldd {} + | grep 'not found'; }

check "the lists of apt" apt update
# Dependencies stay when the package goes, so that what is left over afterwards is the package's.
check "what it depends on is here to install" \
  apt satisfy "$(dpkg-deb -f "$package" Pre-Depends), $(dpkg-deb -f "$package" Depends)"
before=$(files)

check "installs" apt install "$package"
check "its files are as they were packed" dpkg --verify edge-infer
check "edge-infer is on the PATH" edge-infer version
check "the configuration that is shipped has no mistakes" edge-infer check-config
check "the service's user reads it" "${as_service[@]}" edge-infer check-config
check "the demo runs as the user of the service, sees a person, sets its line, and stops when told" demo_works
check "a cache of classes that fits, made here" cache_fits
check "the service cannot write to it" is_ours $cache "root:root 644"
check "the service starts at boot" test -L /etc/systemd/system/multi-user.target.wants/edge-infer.service
check "its user is in the groups of cameras and lines" in_groups video gpio
check "the service may put another configuration in its place" "${as_service[@]}" test -w /etc/edge-infer
check "the service may not change what is laid over it" no "${as_service[@]}" test -w /etc/edge-infer/edge-infer.d
check "editors find the schema that the configuration names" test -s "$(sed -n 's/^# yaml-language-server: .*=//p' $config)"
check "bash completes its commands" completes
for document in man/man1/edge-infer.1.gz doc/edge-infer/changelog.gz doc/edge-infer/changelog.Debian.gz; do
  check "$document" gzip -t /usr/share/$document
done
check "every library finds what it is linked to" no missing_libraries

first=$(cache_identity)
check "a configuration nobody edited is replaced by a later version's" apt install "$later"
check "the later configuration is in place" grep -q 'A later version knows more' $config
check "the cache is made anew" no test "$first" = "$(cache_identity)"
check "it fits the later jars" cache_fits
check "back to the older version" apt install --allow-downgrades "$package"
check "the older cache fits" cache_fits

echo '# Mine.' >>$config
echo 'log: { level: warn }' >$drop_in
install -d -o edge-infer -g edge-infer /var/lib/edge-infer
echo events >/var/lib/edge-infer/events
check "upgrades with an edited configuration" apt install "$later"
check "the edit and the drop-in are kept" has_the_edit
check "the later configuration lies beside it" grep -q 'A later version knows more' $config.dpkg-dist
check "the demo runs after the upgrade" demo_works

check "is removed" apt remove edge-infer
check "the edit and the drop-in are kept" has_the_edit
check "what the service stored is kept" test -e /var/lib/edge-infer/events
check "the program is gone" no test -e /usr/lib/edge-infer
check "the cache is gone" no test -e /var/cache/edge-infer

check "installs again" apt install "$package"
check "the edit and the drop-in are kept" has_the_edit
check "they have no mistakes" edge-infer check-config
check "the service starts at boot again" test -L /etc/systemd/system/multi-user.target.wants/edge-infer.service

check "is purged" apt purge edge-infer
check "a file of the administrator's is kept" test -e $drop_in
rm -r /etc/edge-infer
check "nothing else is left" diff <(echo "$before") <(files)
