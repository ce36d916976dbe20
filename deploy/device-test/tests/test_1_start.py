"""1. Installed and started: ready, sandboxed, as its own user."""

from __future__ import annotations

import re

from board.devices import ClipCamera
from board.machine import Machine
from board.service import Service
from board.waiting import eventually


def test_without_camera_it_is_up_and_says_so(installed: Service) -> None:
    health = installed.get("/health")
    assert health["status"] == "degraded"
    assert health["ready"] is True
    reasons = health["reasons"]
    assert any("/dev/video0" in reason and "does not exist" in reason for reason in reasons), reasons


def test_systemd_heard_that_it_is_ready(installed: Service) -> None:
    assert installed.property("ActiveState") == "active"
    assert installed.property("Type") == "notify"
    assert int(installed.property("WatchdogTimestampMonotonic")) > 0
    assert installed.property("NRestarts") == "0"
    assert "camera" in installed.property("StatusText")


def test_camera_plugged_in_after_the_start_is_used(installed: Service, clip: ClipCamera) -> None:
    pid = installed.pid()
    eventually(
        "frames arrive from a camera that came late",
        lambda: installed.camera("camera")["state"] == "running" and installed.camera("camera")["framesCaptured"] > 5,
        120,
    )
    assert installed.pid() == pid


def test_runs_as_its_own_user(machine: Machine, installed: Service) -> None:
    assert machine.shell(f"stat -c %U /proc/{installed.pid()}").strip() == "edge-infer"
    assert machine.shell("stat -c %U:%G /var/lib/edge-infer").strip() == "edge-infer:edge-infer"


def test_sandbox_scores_well_while_the_camera_works(machine: Machine, installed: Service) -> None:
    text = machine.shell("systemd-analyze security --no-pager edge-infer.service")
    score = re.search(r"exposure level for edge-infer\.service: ([0-9.]+)", text)
    assert score, text
    assert float(score[1]) <= 1.5


def test_journal_has_one_line_per_fact(machine: Machine, installed: Service) -> None:
    lines = machine.shell("journalctl --no-pager -b -o cat _SYSTEMD_UNIT=edge-infer.service").splitlines()
    assert any("is up; model nanodet-g" in line for line in lines), lines
    assert not [line for line in lines if line.startswith("\tat ") or re.match(r"\d{4}-\d\d-\d\dT", line)]


def test_command_man_page_and_completion_are_installed(machine: Machine, installed: Service) -> None:
    assert machine.shell("edge-infer version", 180).startswith("edge-infer ")
    assert machine.shell("zcat /usr/share/man/man1/edge-infer.1.gz").startswith(".TH ")
    completion = "source /usr/share/bash-completion/completions/edge-infer && complete -p edge-infer"
    assert "edge-infer" in machine.shell(f"bash -c '{completion}'")
    machine.shell("edge-infer check-config", 180)


def test_start_is_sped_up_by_the_cache_made_at_installation(machine: Machine, installed: Service) -> None:
    assert "/var/cache/edge-infer/edge-infer.aot" in machine.shell(f"cat /proc/{installed.pid()}/maps")
