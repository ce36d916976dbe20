"""6. The disk is full: detection and the line go on, /health says so, space back heals it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from board.devices import ClipCamera, GpioChip
from board.machine import Machine
from board.service import Service
from board.waiting import eventually


@pytest.fixture(scope="module")
def full_disk(machine: Machine, service: Service) -> Iterator[None]:
    """No block is left that anyone but root may use; journald keeps what the file system reserves."""
    machine.shell("fallocate -l $(( $(stat -f -c '%a * %S' / | tr -d '\\n') )) /var/lib/filler")
    try:
        yield
    finally:
        machine.shell("rm -f /var/lib/filler")


def test_full_disk_is_reported(service: Service, full_disk: None) -> None:
    def storage() -> bool:
        document = service.get("/health")["storage"]
        return bool(document["state"] == "full")

    eventually("/health says that the disk is full", storage, 120)
    assert service.get("/health")["status"] == "degraded"


def test_detection_and_line_go_on(service: Service, chip: GpioChip, clip: ClipCamera, full_disk: None) -> None:
    pid = service.pid()
    frames = service.camera("camera")["framesDetected"]
    eventually("detection goes on", lambda: service.camera("camera")["framesDetected"] > frames, 60)
    clip.stop()
    eventually("the line is low", lambda: chip.level() == 0, 120)
    clip.start()
    eventually("the line is high", lambda: chip.level() == 1, 240)
    assert service.pid() == pid


def test_space_back_heals(machine: Machine, service: Service, full_disk: None) -> None:
    machine.shell("rm -f /var/lib/filler")
    eventually("the disk is in order", lambda: service.get("/health")["storage"]["state"] == "ok", 120)
    # What waited in memory is written at the next try, which comes ten seconds after the last one at most.
    eventually("all is in order", lambda: service.get("/health")["status"] == "ok", 60)
