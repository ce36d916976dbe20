"""The devices of the board that have no hardware: a camera that plays clips, a test pattern, and a GPIO chip."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from board.machine import Machine
from board.waiting import eventually

WIDTH, HEIGHT = 640, 480
# Seconds of the demo clip: a person alone, and nothing at all.
SCENES = {"person": ("1.5", "5.0"), "nobody": ("5.5", "6.4")}


class ClipCamera:
    """/dev/video0: a v4l2loopback device into which the board plays scenes of the demo clip.

    Args:
        machine: the board
        clip: the demo clip
    """

    device = "/dev/video0"
    _folder = "/opt/clip"
    _unit = "clip-feeder"

    def __init__(self, machine: Machine, clip: Path) -> None:
        self._machine = machine
        machine.shell(f"mkdir -p {self._folder}")
        machine.put(Path(__file__).parents[1] / "guest" / "feed.py", f"{self._folder}/feed.py")
        with tempfile.TemporaryDirectory() as folder:
            for scene, (begin, end) in SCENES.items():
                for height in (HEIGHT, HEIGHT // 2):
                    frames = Path(folder) / f"{scene}-{height}.yuyv"
                    scale = f"fps=1,scale={height * 4 // 3}:{height}"
                    subprocess.run(
                        [
                            *("ffmpeg", "-v", "error", "-ss", begin, "-to", end, "-i", clip),
                            *("-vf", scale, "-pix_fmt", "yuyv422", "-f", "rawvideo", frames),
                        ],
                        check=True,
                    )
                    machine.put(frames, f"{self._folder}/{frames.name}")

    def load(self) -> None:
        """Makes the device appear."""
        self._machine.shell("modprobe v4l2loopback video_nr=0 card_label=clip exclusive_caps=1")

    def play(self, scene: str) -> None:
        """Shows a scene from the next round on, over and over."""
        self._machine.shell(
            f"cd {self._folder} && for height in {HEIGHT} {HEIGHT // 2};"
            f" do ln -sfn {scene}-$height.yuyv now-$height.yuyv; done"
        )

    def start(self, height: int = HEIGHT, fps: int = 2) -> None:
        """Begins to play, in this height (480 or 240)."""
        self._machine.shell(
            f"systemd-run --quiet --unit={self._unit} {self._folder}/feed.py "
            f"{self.device} {height * 4 // 3} {height} {fps} {self._folder}/now-{height}.yuyv"
        )

    def stop(self) -> None:
        """Stops to play; the device stays."""
        self._machine.attempt(f"systemctl stop {self._unit}; systemctl reset-failed {self._unit}")


class PatternCamera:
    """/dev/video8: the kernel's test pattern camera, which can be unplugged.

    Args:
        machine: the board
    """

    device = "/dev/video8"

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def load(self) -> None:
        """Makes the device appear for the first time."""
        self._machine.shell("modprobe vivid n_devs=1 node_types=0x1 vid_cap_nr=8")

    def unplug(self) -> None:
        """Takes the device away, even from a program that uses it."""
        self._machine.shell("echo vivid.0 >/sys/bus/platform/drivers/vivid/unbind")

    def plug_in(self) -> None:
        """Brings it back."""
        self._machine.shell("echo vivid.0 >/sys/bus/platform/drivers/vivid/bind")


class GpioChip:
    """A simulated GPIO chip with eight lines, of which offset 3 is named DOOR.

    Args:
        machine: the board
        label: how programs find the chip
    """

    line, offset = "DOOR", 3
    _config = "/sys/kernel/config/gpio-sim/board"

    def __init__(self, machine: Machine, label: str = "edge-board") -> None:
        self._machine = machine
        self.label = label

    def load(self) -> None:
        """Loads the driver and plugs the chip in."""
        config = self._config
        self._machine.shell(
            f"modprobe gpio-sim; mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config;"
            f"set -e; mkdir -p {config}/bank/line{self.offset}; echo 8 >{config}/bank/num_lines;"
            f"echo {self.label} >{config}/bank/label; echo {self.line} >{config}/bank/line{self.offset}/name"
        )
        self.plug_in()

    def plug_in(self) -> None:
        """Makes the chip appear."""
        self._machine.shell(f"echo 1 >{self._config}/live")

    def unplug(self) -> None:
        """Takes the chip away, even from a program that drives a line of it."""
        self._machine.shell(f"echo 0 >{self._config}/live")

    @contextmanager
    def held(self, offset: int, holder: str) -> Iterator[None]:
        """Another program drives a line meanwhile."""
        # By its name: gpioset looks for no label.
        chip = self._machine.shell(f"cat {self._config}/bank/chip_name").strip()
        unit = f"holder-of-{offset}"
        self._machine.shell(f"systemd-run --quiet --unit={unit} gpioset -C {holder} -c {chip} {offset}=1")
        try:
            eventually("it holds the line", lambda: holder in self._machine.shell(f"gpioinfo -c {chip} {offset}"), 60)
            yield
        finally:
            self._machine.attempt(f"systemctl stop {unit}; systemctl reset-failed {unit}")

    def level(self) -> int:
        """The level on the wire: what an LED would show."""
        return int(self._machine.shell(f"cat {self._line(self.offset)}/value"))

    def pull(self, offset: int, level: int) -> None:
        """Wires a line to a level, as a button does."""
        self._machine.shell(f"echo pull-{'up' if level else 'down'} >{self._line(offset)}/pull")

    def _line(self, offset: int) -> str:
        chip = f"/sys/devices/platform/$(cat {self._config}/dev_name)/$(cat {self._config}/bank/chip_name)"
        return f"{chip}/sim_gpio{offset}"
