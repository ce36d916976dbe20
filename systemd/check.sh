#!/usr/bin/env bash
# Checks the unit and what goes with it: that systemd understands every line, and what the sandbox scores.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

# Tenths of systemd's exposure level, 0 to 100.
most_exposure=15

if ! command -v systemd-analyze >/dev/null; then
  echo "systemd: no systemd-analyze here, so the unit is not checked" >&2
  exit 0
fi
version=$(systemd-analyze --version | sed -nE '1s/^systemd ([0-9]+).*/\1/p')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the unit starts and where its manual is, only the package knows.
sed -e 's#^ExecStart=[^ ]*#ExecStart=/usr/bin/env#' -e '/^Documentation=/d' edge-infer.service >"$work/edge-infer.service"
complaints=$(systemd-analyze verify "$work/edge-infer.service" 2>&1 | grep -F edge-infer || true)
if [[ -n $complaints ]]; then
  printf 'systemd: edge-infer.service:\n%s\n' "$complaints" >&2
  exit 1
fi

if ((version < 250)); then
  echo "systemd: version $version cannot score a unit that is not installed, 250 can" >&2
elif ! score=$(systemd-analyze security --offline=true --threshold="$most_exposure" --no-pager edge-infer.service); then
  printf 'systemd: the sandbox of edge-infer.service got weaker than %s tenths:\n%s\n' "$most_exposure" "$score" >&2
  exit 1
else
  tail -1 <<<"$score"
fi

if command -v systemd-sysusers >/dev/null; then
  mkdir -p "$work/tree/etc"
  systemd-sysusers --root="$work/tree" "$PWD/sysusers.conf" 2>/dev/null
  if ! grep -q '^edge-infer:' "$work/tree/etc/passwd" || ! grep -Eq '^gpio:.*:edge-infer$' "$work/tree/etc/group"; then
    echo "systemd: sysusers.conf does not make the user edge-infer, a member of the group gpio" >&2
    exit 1
  fi
fi

if command -v udevadm >/dev/null && udevadm verify --help >/dev/null 2>&1; then
  udevadm verify --no-style udev.rules >/dev/null
fi
