"""7. A power cut: the service is up by itself without camera, GPIO chip and address, heals, and nothing is corrupt."""

from __future__ import annotations

from board.devices import ClipCamera, GpioChip, PatternCamera
from board.machine import Machine
from board.service import CONFIG_FOR_TESTS, LATE_ADDRESS, Service
from board.waiting import eventually


def test_comes_up_by_itself_with_nothing_there(machine: Machine, service: Service) -> None:
    machine.shell(f"ip address add {LATE_ADDRESS}/32 dev lo")
    service.reconfigure(f"http: {{ listen: {LATE_ADDRESS}, insecure: true }}\n{CONFIG_FOR_TESTS}")
    assert service.get("/health", LATE_ADDRESS)["ready"] is True
    machine.shell("sync")
    machine.pull_the_plug()
    machine.boot()
    service.wait_active()
    health = service.get("/health")
    assert health["ready"] is True
    assert health["status"] == "degraded"
    for missing in ("/dev/video0", "/dev/video8", "DOOR", LATE_ADDRESS):
        assert any(missing in reason for reason in health["reasons"]), (missing, health["reasons"])


def test_nothing_is_corrupt(machine: Machine, service: Service) -> None:
    assert machine.shell("dpkg --verify edge-infer") == ""
    assert "EXT4-fs error" not in machine.shell("dmesg")
    assert "corrupt" not in service.journal()


def test_heals_when_all_is_there(
    machine: Machine, service: Service, chip: GpioChip, clip: ClipCamera, pattern: PatternCamera
) -> None:
    pid = service.pid()
    machine.shell(f"ip address add {LATE_ADDRESS}/32 dev lo")
    clip.load()
    clip.start()
    pattern.load()
    chip.load()
    eventually("the line is high", lambda: chip.level() == 1, 240)
    eventually("the address answers", lambda: service.get("/health", LATE_ADDRESS)["ready"], 120)
    eventually("all is well", lambda: service.get("/health", LATE_ADDRESS)["status"] == "ok", 180)
    assert service.pid() == pid
    assert service.property("NRestarts") == "0"
    service.reconfigure(CONFIG_FOR_TESTS)
