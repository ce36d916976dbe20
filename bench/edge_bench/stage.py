"""One network with one number of threads: all contestants are started, compared, and then take turns."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from . import agreement, starting
from .contestants import Contestant
from .processes import ContestantError, Peer, Process
from .progress import Progress
from .protocol import Found
from .results import Result
from .starting import Place


@dataclass(frozen=True)
class Effort:
    """A turn is `warm_up` frames that do not count and `frames` that do; each contestant has one a round."""

    rounds: int
    warm_up: int
    frames: int

    @property
    def turns(self) -> int:
        """Of one contestant: before the first round comes one that does not count, to warm up compilers and caches."""
        return self.rounds + 1 if self.rounds else 0


@dataclass(frozen=True)
class Course:
    """What all of them see."""

    clip: Path
    pictures: tuple[Path, ...]


@dataclass
class _Entry:
    contestant: Contestant
    process: Process
    result: Result


def run(
    contestants: Sequence[Contestant],
    threads: int,
    place: Place,
    course: Course,
    effort: Effort,
    refused: dict[str, Result],
    progress: Progress,
) -> list[Result]:
    """In the order of `contestants`; `refused` are those that cannot be started, by name."""
    results: dict[str, Result] = {}
    with contextlib.ExitStack() as running:
        entries = []
        for contestant in contestants:
            result = refused.get(contestant.name) or Result(contestant.name, threads)
            results[contestant.name] = result
            if result.problem is not None:
                progress.skip(effort.turns)
                progress.tell(f"{contestant.name}: not run: {result.problem}")
                continue
            try:
                process = running.enter_context(starting.start(contestant, place, threads))
                result.versions = process.ready()
                entries.append(_Entry(contestant, process, result))
            except (ContestantError, OSError) as error:
                _fail(result, error, progress, effort.turns)
        _compare(entries, place, course, effort, progress)
        for turn in range(effort.rounds - effort.turns, effort.rounds):
            # Who comes after a long and heavy turn finds a processor that is slower for a while.
            for entry in entries if turn % 2 else reversed(entries):
                if entry.result.problem is None:
                    _turn(entry, turn, course, effort, progress)
    return list(results.values())


def _turn(entry: _Entry, turn: int, course: Course, effort: Effort, progress: Progress) -> None:
    result, process = entry.result, entry.process
    try:
        before = process.processor_s
        told = process.turn(course.clip, effort.warm_up, effort.frames)
        if turn >= 0:
            result.add(told, process.processor_s - before, effort.warm_up + len(told.periods_ms))
        result.peak_bytes = process.peak_bytes
    except (ContestantError, OSError, KeyError) as error:
        _fail(result, error, progress, effort.rounds - turn)
        return
    progress.turn(f"{result.contestant}, {_threads(result.threads)}: {told.fps:.1f} frames/s")


def _compare(entries: Sequence[_Entry], place: Place, course: Course, effort: Effort, progress: Progress) -> None:
    """Those of one `agreement` against the first of them."""
    first: dict[str, tuple[str, list[tuple[Found, ...]]]] = {}
    for entry in entries:
        group, process, result = entry.contestant.agreement, entry.process, entry.result
        if group is None or not isinstance(process, Peer):
            continue
        min_score = starting.settings(entry.contestant, place, result.threads).min_score
        try:
            seen = [process.detect(picture) for picture in course.pictures]
        except (ContestantError, OSError, KeyError) as error:
            _fail(result, error, progress, effort.turns)
            continue
        name, wanted = first.setdefault(group, (result.contestant, seen))
        for picture, mine, theirs in zip(course.pictures, seen, wanted, strict=True):
            for difference in agreement.differences(theirs, mine, min_score):
                result.disagreements.append(f"{picture.name}, against {name}: {difference}")
    for entry in entries:
        for disagreement in entry.result.disagreements:
            progress.tell(f"{entry.result.contestant} does not see the same: {disagreement}")


def _fail(result: Result, error: Exception, progress: Progress, turns: int) -> None:
    result.problem = str(error) or type(error).__name__
    progress.skip(turns)
    progress.tell(f"{result.contestant}: failed: {result.problem}")


def _threads(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"
