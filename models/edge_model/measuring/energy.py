"""Energy counters of this machine, where it has one.

- RAPL (`/sys/class/powercap/intel-rapl:N/energy_uj`, Intel and AMD): microjoules of a processor package, wraps around.
- `energyN_input` of a hwmon chip (microjoules, such as amd_energy).
- `powerN_input` of a hwmon chip (microwatts), or voltage × current of an INA3221 as Jetson boards have it
  (`inN_input` in mV, `currN_input` in mA, rail named by `inN_label`): sampled and added up.

Raspberry Pi boards have no counter that Linux shows as hwmon; there the answer is None.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SYSFS = Path("/sys/class")
_SAMPLE_SECONDS = 0.01
_BOARD_RAILS = ("VDD_IN", "VIN_SYS_5V0", "POM_5V_IN")  # what the whole module draws, Orin and older Jetsons


@dataclass(frozen=True)
class Counter:
    """`name` for people; `joules` runs the work and returns what was used meanwhile."""

    name: str
    joules: Callable[[Callable[[], None]], float]


def find(sysfs: Path = SYSFS) -> Counter | None:
    """The first counter that this process may read, the most inclusive kind first."""
    return _hwmon(sysfs / "hwmon") or _rapl(sysfs / "powercap")


def _rapl(directory: Path) -> Counter | None:
    zones = [zone for zone in sorted(directory.glob("intel-rapl:*")) if zone.name.count(":") == 1]
    zones = [zone for zone in zones if _read(zone / "energy_uj") is not None]
    if not zones:
        return None

    def joules(work: Callable[[], None]) -> float:
        before = [_must(zone / "energy_uj") for zone in zones]
        work()
        used = 0
        for zone, start in zip(zones, before, strict=True):
            difference = _must(zone / "energy_uj") - start
            used += difference if difference >= 0 else difference + _must(zone / "max_energy_range_uj")
        return used / 1e6

    return Counter(f"RAPL {', '.join(_label(zone / 'name') for zone in zones)}", joules)


def _hwmon(directory: Path) -> Counter | None:
    chips = sorted(directory.glob("hwmon*"))
    for chip in chips:
        for energy in sorted(chip.glob("energy*_input")):
            if _read(energy) is not None:
                return Counter(f"hwmon {_label(chip / 'name')} {energy.name}", _difference(energy))
    for chip in chips:
        if watts := _watts(chip):
            name, read = watts
            return Counter(f"hwmon {_label(chip / 'name')} {name}", _integral(read))
    return None


def _difference(file: Path) -> Callable[[Callable[[], None]], float]:
    def joules(work: Callable[[], None]) -> float:
        before = _must(file)
        work()
        return (_must(file) - before) / 1e6

    return joules


def _watts(chip: Path) -> tuple[str, Callable[[], float]] | None:
    if _label(chip / "name").startswith("ina3221"):
        for label in sorted(chip.glob("in*_label")):
            number = label.name.removeprefix("in").removesuffix("_label")
            voltage, current = chip / f"in{number}_input", chip / f"curr{number}_input"
            if _label(label) in _BOARD_RAILS and _read(voltage) is not None and _read(current) is not None:
                return _label(label), functools.partial(_product, voltage, current)
    for power in sorted(chip.glob("power*_input")):
        if _read(power) is not None:
            return power.name, functools.partial(_mega, power)
    return None


def _product(millivolts: Path, milliamperes: Path) -> float:
    return _must(millivolts) * _must(milliamperes) / 1e6


def _mega(microwatts: Path) -> float:
    return _must(microwatts) / 1e6


def _integral(watts: Callable[[], float]) -> Callable[[Callable[[], None]], float]:
    def joules(work: Callable[[], None]) -> float:
        done = threading.Event()
        total = 0.0

        def sample() -> None:
            nonlocal total
            before, power = time.monotonic(), watts()
            while not done.wait(_SAMPLE_SECONDS):
                now, next_power = time.monotonic(), watts()
                total += (power + next_power) / 2 * (now - before)
                before, power = now, next_power
            total += power * (time.monotonic() - before)

        sampler = threading.Thread(target=sample, name="energy")
        sampler.start()
        try:
            work()
        finally:
            done.set()
            sampler.join()
        return total

    return joules


def _read(file: Path) -> int | None:
    """The number in a file of sysfs; None where there is none or reading is forbidden (RAPL is root's)."""
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _must(file: Path) -> int:
    return int(file.read_text(encoding="ascii"))


def _label(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except OSError:
        return file.parent.name
