"""The daemon on the board, as an administrator sees it: its package, its unit, its API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from board.machine import Machine, Outcome
from board.waiting import eventually

# What the API answers; its shape is the daemon's business, and read here key by key.
Json = Any

UNIT = "edge-infer.service"
CONFIG = "/etc/edge-infer/edge-infer.yaml"
DROP_IN = "/etc/edge-infer/edge-infer.d/50-test.yaml"
# What the journal says when a configuration was taken over, and when not.
RELOADED = "the configuration was read again and is at work"
REFUSED = "the new configuration is refused, the old one stays at work"
# Emulation is 50 to 100 times slower than a board, and the compiler that pays back after minutes only slows a start.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1"
PATIENCE = """\
[Service]
TimeoutStartSec=400
TimeoutStopSec=60
WatchdogSec=30
"""
ENVIRONMENT = "/etc/default/edge-infer"
START_SECONDS = 300.0
# An address that the board does not have at first.
LATE_ADDRESS = "192.0.2.1"
# What the tests lay over the shipped configuration: both cameras at rates that emulation can feed, and a rule; with the
# model of the package, where the test is about what it sees.
CONFIG_WITH_MODEL = """\
cameras:
  camera: { source: "v4l2:///dev/video0?size=640x480&fps=2", target-fps: 0.5 }
  pattern: { source: "v4l2:///dev/video8?size=640x360&fps=2", target-fps: 0.2 }
gpio:
  lines:
    DOOR: { chip: edge-board, line: DOOR }
rules:
  visitor:
    when: { label: person, min-score: 0.5, camera: camera }
    gpio: { line: DOOR, mode: hold, hold: 2s }
"""
# A program that answers "person" to every picture at once: inference takes no time, and somebody is there while the
# camera delivers.
QUICK_MODEL = "/opt/quick-model"
CONFIG_FOR_TESTS = f"model: {{ path: {QUICK_MODEL} }}\n{CONFIG_WITH_MODEL}"


class Service:
    """The installed daemon.

    Args:
        machine: the board
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def install(self, package: Path) -> str:
        """Installs or upgrades from a file, as the README says; returns what apt wrote."""
        self._machine.put(package, f"/root/{package.name}")
        try:
            return self._machine.shell(
                "DEBIAN_FRONTEND=noninteractive"
                f" apt-get -q -y -o Dpkg::Options::=--force-confold install /root/{package.name} 2>&1",
                900,
            )
        finally:
            self._machine.attempt(f"rm -f /root/{package.name}")

    def systemctl(self, verb: str, seconds: float = START_SECONDS) -> str:
        """Runs `systemctl VERB edge-infer.service`, which has to succeed."""
        return self._machine.shell(f"systemctl {verb} {UNIT}", seconds)

    def try_start(self) -> Outcome:
        """Starts the unit, which may fail."""
        return self._machine.attempt(f"systemctl start {UNIT}", START_SECONDS)

    def property(self, name: str) -> str:
        """A property of the unit, such as ActiveState or NRestarts."""
        return self._machine.shell(f"systemctl show --value -p {name} {UNIT}").strip()

    def pid(self) -> int:
        """The process of the daemon, 0 when there is none."""
        return int(self.property("MainPID"))

    def journal(self, since: str = "") -> str:
        """What the daemon logged in this boot, and what systemd says of it; `since` is a cursor of `mark`."""
        after = f"--after-cursor='{since}'" if since else "-b"
        return self._machine.shell(f"journalctl --no-pager -o short-precise -u {UNIT} {after}")

    def mark(self) -> str:
        """A place in the journal, to read on from later."""
        text = self._machine.shell("journalctl --no-pager -n 1 --show-cursor -q")
        return text.rsplit("-- cursor: ", 1)[1].strip()

    def get(self, path: str, host: str = "127.0.0.1") -> Json:
        """The document that the API answers, with whatever status; an `AssertionError` when it does not answer."""
        text = self._machine.shell(f"curl -sS -m 20 http://{host}:8080{path}", 60)
        return json.loads(text)

    def put(self, path: str, document: Json) -> Json:
        """What the API answers to a document that it is given."""
        text = self._machine.shell(
            f"curl -sS -m 20 -X PUT -d '{json.dumps(document)}' http://127.0.0.1:8080{path}",
            60,
        )
        return json.loads(text)

    def camera(self, name: str) -> Json:
        """What /health says of a camera."""
        return next(camera for camera in self.get("/health")["cameras"] if camera["camera"] == name)

    def seen(self, name: str) -> Json:
        """What /detections says of a camera."""
        return next(camera for camera in self.get("/detections")["cameras"] if camera["camera"] == name)

    def configure(self, text: str) -> None:
        """Replaces the settings that the tests lay over the shipped configuration."""
        self._machine.write(DROP_IN, text)

    def reconfigure(self, text: str) -> None:
        """Replaces them in the running process, and waits until it has taken them over."""
        mark = self.mark()
        self.configure(text)
        self.systemctl("reload")
        eventually("the new configuration is at work", lambda: RELOADED in self.journal(mark), 120)

    def wait_active(self, seconds: float = START_SECONDS) -> None:
        """Waits until systemd has heard that the daemon is ready."""

        def active() -> bool:
            state = self.property("ActiveState")
            assert state in {"active", "activating", "deactivating", "reloading"}, f"the unit is {state}"
            return state == "active"

        eventually("the service is active", active, seconds)

    def wait_restarted(self, pid: int, seconds: float = START_SECONDS) -> None:
        """Waits until another process than `pid` is ready."""

        def restarted() -> bool:
            return self.property("ActiveState") == "active" and self.pid() not in {0, pid}

        eventually(f"a process after {pid} is ready", restarted, seconds)
