"""What the tests share: one board for all of them, in the order of their files, and the evidence when one fails."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from board.devices import ClipCamera, GpioChip, PatternCamera
from board.machine import Machine
from board.report import Report
from board.service import (
    CONFIG_FOR_TESTS,
    CONFIG_WITH_MODEL,
    ENVIRONMENT,
    JAVA_OPTIONS,
    PATIENCE,
    QUICK_MODEL,
    UNIT,
    Service,
)

ROOT = Path(__file__).parents[3]
# The board, for the evidence of tests that failed.
MACHINE = pytest.StashKey[Machine]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--package", type=Path, required=True, help="the .deb under test")
    parser.addoption("--image", type=Path, required=True, help="what image/build.sh made")
    parser.addoption("--out", type=Path, required=True, help="folder for the report and the evidence")


def pytest_configure(config: pytest.Config) -> None:
    out: Path = config.getoption("--out")
    shutil.rmtree(out, ignore_errors=True)
    (out / "run").mkdir(parents=True)
    config.pluginmanager.register(Report(out / "report.md"), "device-report")


@pytest.fixture(scope="session")
def out(pytestconfig: pytest.Config) -> Path:
    return Path(pytestconfig.getoption("--out"))


@pytest.fixture(scope="session")
def package(pytestconfig: pytest.Config) -> Path:
    return Path(pytestconfig.getoption("--package"))


@pytest.fixture(scope="session")
def machine(pytestconfig: pytest.Config, out: Path) -> Iterator[Machine]:
    """The board, booted; its devices are unplugged and nothing is installed."""
    machine = Machine(pytestconfig.getoption("--image"), out / "run")
    try:
        pytestconfig.stash[MACHINE] = machine
        machine.boot()
        yield machine
    finally:
        machine.shut_down()


@pytest.fixture(scope="session")
def pattern(machine: Machine) -> PatternCamera:
    pattern = PatternCamera(machine)
    pattern.load()
    return pattern


@pytest.fixture(scope="session")
def clip(machine: Machine) -> ClipCamera:
    clip = ClipCamera(machine, ROOT / "daemon" / "demo" / "demo.mp4")
    clip.load()
    clip.play("nobody")
    clip.start()
    return clip


@pytest.fixture(scope="session")
def chip(machine: Machine) -> GpioChip:
    chip = GpioChip(machine)
    chip.load()
    return chip


@pytest.fixture(scope="session")
def installed(machine: Machine, package: Path) -> Service:
    """The daemon, installed from the package; running with the shipped configuration, without devices."""
    machine.write(f"/etc/systemd/system/{UNIT}.d/patience.conf", PATIENCE)
    machine.write(ENVIRONMENT, f"EDGE_INFER_JAVA_OPTIONS={JAVA_OPTIONS}\n")
    service = Service(machine)
    service.install(package)
    service.wait_active()
    return service


@pytest.fixture(scope="session")
def watching(installed: Service, clip: ClipCamera, pattern: PatternCamera, chip: GpioChip) -> Service:
    """The daemon with both cameras, the rule, and the model of the package."""
    installed.reconfigure(CONFIG_WITH_MODEL)
    return installed


@pytest.fixture(scope="session")
def service(machine: Machine, watching: Service, clip: ClipCamera) -> Service:
    """The daemon with both cameras and the rule, and a person in sight while the clip plays: see `QUICK_MODEL`."""
    machine.shell(f"mkdir -p {QUICK_MODEL}")
    for file in sorted((ROOT / "daemon/src/test/resources/models/yolox").iterdir()):
        machine.put(file, f"{QUICK_MODEL}/{file.name}")
    clip.play("nobody")
    watching.reconfigure(CONFIG_FOR_TESTS)
    return watching


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The group that ends with a purge is the last."""
    items.sort(key=lambda item: item.path.stem == "test_8_package")


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    report = (yield).get_result()
    if report.failed:
        keep_evidence(item, report)


def keep_evidence(item: pytest.Item, report: pytest.TestReport) -> None:
    """Writes what the board says into a folder named after the test."""
    out: Path = item.config.getoption("--out")
    folder = out / item.path.stem / item.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "failure.txt").write_text(report.longreprtext)
    machine = item.config.stash.get(MACHINE, None)
    if machine is None:
        return
    if machine.serial_log.exists():
        shutil.copy(machine.serial_log, folder / "serial.log")
    for name, script in {
        "journal.log": "journalctl --no-pager -b -o short-precise",
        "status.txt": f"systemctl status --no-pager -l {UNIT}; systemctl show {UNIT}",
        "health.json": "curl -sS -m 20 http://127.0.0.1:8080/health",
        "detections.json": "curl -sS -m 20 http://127.0.0.1:8080/detections",
        "gpio.json": "curl -sS -m 20 http://127.0.0.1:8080/gpio",
        "config.yaml": "tail -n +1 /etc/edge-infer/*.yaml /etc/edge-infer/edge-infer.d/*.yaml",
        "kernel.log": "dmesg",
    }.items():
        try:
            (folder / name).write_text(machine.attempt(script, 60).text)
        except (AssertionError, OSError, subprocess.SubprocessError) as error:
            (folder / name).write_text(f"not to be had: {error}\n")
