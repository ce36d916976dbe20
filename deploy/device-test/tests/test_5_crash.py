"""5. Killed, stopped, crashed, out of memory: systemd brings it back, the line is released meanwhile."""

from __future__ import annotations

import pytest

from board.devices import GpioChip
from board.machine import Machine
from board.service import UNIT, Service
from board.waiting import eventually


def is_back(service: Service, chip: GpioChip, pid: int, restarts: int) -> None:
    """Another process does what the one before did."""
    service.wait_restarted(pid, 400)
    assert int(service.property("NRestarts")) > restarts
    eventually("frames arrive again", lambda: service.camera("camera")["framesDetected"] > 0, 120)
    eventually("the line is high again", lambda: chip.level() == 1, 120)


@pytest.mark.parametrize(
    ("signal", "results"),
    [("KILL", {"signal"}), ("SEGV", {"signal", "core-dump"}), ("STOP", {"watchdog"})],
    ids=["kill", "native_crash", "hang"],
)
def test_comes_back_after(machine: Machine, service: Service, chip: GpioChip, signal: str, results: set[str]) -> None:
    eventually("the line is high", lambda: chip.level() == 1, 180)
    pid, mark, restarts = service.pid(), service.mark(), int(service.property("NRestarts"))
    machine.shell(f"kill -{signal} {pid}")
    # The kernel gives the line back when the process ends, long before the next one drives it.
    eventually("the line is released", lambda: chip.level() == 0, 120)
    is_back(service, chip, pid, restarts)
    journal = service.journal(mark)
    assert any(f"Failed with result '{result}'" in journal for result in results), journal


def test_comes_back_after_the_kernel_killed_it_for_its_memory(
    machine: Machine, service: Service, chip: GpioChip
) -> None:
    pid, mark, restarts = service.pid(), service.mark(), int(service.property("NRestarts"))
    limit = int(service.property("MemoryMax"))
    assert 0.7 < limit / (1024 * int(machine.shell("awk '/MemTotal/ {print $2}' /proc/meminfo"))) < 0.8
    # A limit below what it uses does what a leak does below the limit of the unit.
    machine.shell(f"systemctl set-property --runtime {UNIT} MemoryMax=24M")
    try:
        eventually("the kernel kills it", lambda: "killed by the OOM killer" in service.journal(mark), 120)
    finally:
        machine.shell(f"systemctl set-property --runtime {UNIT} MemoryMax={limit}")
    is_back(service, chip, pid, restarts)
    assert "Memory cgroup out of memory" in machine.shell("dmesg")


def test_crashes_leave_one_report_and_no_core(machine: Machine, service: Service) -> None:
    found = machine.shell("find /var/lib/edge-infer /tmp /var/tmp -name 'core*' -o -name 'hs_err*'").split()
    assert found == ["/var/lib/edge-infer/hs_err.log"]
