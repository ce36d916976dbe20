"""A contestant as a running process that answers, or fails with a reason."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import protocol
from .protocol import Found, Turn

_START_S, _TURN_S, _END_S = 300.0, 300.0, 10.0
_LONGEST_TURN_S = 15.0
_TICKS = os.sysconf("SC_CLK_TCK")


class ContestantError(Exception):
    """It does not run, or no longer; the message says why."""


class Process(ABC):
    """A child with lines in and lines out; what it says besides goes to `log`."""

    def __init__(
        self, command: Sequence[str | Path], environment: Mapping[str, str], directory: Path, log: Path
    ) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=directory,
                env={**os.environ, **environment},
                text=True,
            )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @abstractmethod
    def ready(self) -> dict[str, str]:
        """Waits until it is loaded; the versions it tells."""

    @abstractmethod
    def turn(self, clip: Path, warm_up: int, frames: int) -> Turn: ...

    @property
    def processor_s(self) -> float:
        """Processor time of all its threads so far, in steps of a hundredth of a second."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def peak_bytes(self) -> int:
        """The most memory it has had resident."""
        for line in Path(f"/proc/{self._child.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Its input ends, and so should it."""
        assert self._child.stdin is not None
        try:
            self._child.stdin.close()
            self._child.wait(_END_S)
        except (OSError, subprocess.TimeoutExpired):
            self._child.kill()
            self._child.wait()

    def _send(self, line: str) -> None:
        assert self._child.stdin is not None
        try:
            self._child.stdin.write(line + "\n")
            self._child.stdin.flush()
        except OSError:
            raise ContestantError(self._ending()) from None

    def _line(self, patience_s: float) -> str:
        try:
            line = self._lines.get(timeout=patience_s)
        except queue.Empty:
            self._child.kill()
            raise ContestantError(f"it did not answer within {patience_s:.0f} s") from None
        if line is None:
            raise ContestantError(self._ending())
        return line

    def _read(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _ending(self) -> str:
        """The last line that it said, which of a Python or Java program is the error."""
        try:
            code = self._child.wait(_END_S)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        said = [line.strip() for line in self._log.read_text(encoding="utf-8", errors="replace").splitlines()]
        said = [line for line in said if line and not line.startswith("at ")]
        return f"{said[-1]} (exit code {code})" if said else f"it ended with exit code {code}"


class Peer(Process):
    """One that speaks the protocol."""

    def ready(self) -> dict[str, str]:
        versions: dict[str, str] = self._document(_START_S)["versions"]
        return versions

    def turn(self, clip: Path, warm_up: int, frames: int) -> Turn:
        self._send(json.dumps(protocol.turn_request(str(clip), warm_up, frames, _LONGEST_TURN_S)))
        return protocol.turn_answer(self._document(_TURN_S))

    def detect(self, picture: Path) -> tuple[Found, ...]:
        self._send(json.dumps(protocol.detect_request(str(picture))))
        return protocol.detect_answer(self._document(_START_S))

    def _document(self, patience_s: float) -> dict[str, Any]:
        line = self._line(patience_s)
        try:
            document: dict[str, Any] = json.loads(line)
        except ValueError:
            raise ContestantError(f"it answered {line.strip()!r}, which is no JSON") from None
        return document


class CppLoop(Process):
    """`native/src/bench/cpp/run_loop.cpp`: takes a number of runs, answers with the nanoseconds of each."""

    def ready(self) -> dict[str, str]:
        self._runs(1, _START_S)
        return {}

    def turn(self, clip: Path, warm_up: int, frames: int) -> Turn:
        return Turn(tuple(self._runs(warm_up + frames, _TURN_S)[warm_up:]), ())

    def _runs(self, count: int, patience_s: float) -> list[float]:
        self._send(str(count))
        return [int(self._line(patience_s)) / 1e6 for _ in range(count)]
