"""Which of several programs is faster: run in turns on one thread, by processor time, compared by their medians.

Turns cancel what the machine does meanwhile; processor time leaves out what others took. Ratios hold, the milliseconds
are those of this machine at this moment.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

import torch
from executorch.extension.pybindings.portable_lib import _load_for_executorch_from_buffer, _unsafe_reset_threadpool
from torch import Tensor

from .errors import EdgeModelError

_WARM_UP = 3


class Program:
    """A loaded program; the bytes stay alive as long as it does."""

    def __init__(self, program: bytes) -> None:
        self._bytes = program
        try:
            self._module = _load_for_executorch_from_buffer(program)
        except RuntimeError as error:
            raise EdgeModelError(
                f"this machine cannot run the program: {error}; measure it on the device it is for"
            ) from error

    def __call__(self, example: Tensor) -> list[Tensor]:
        return [output.clone() for output in self._module.forward([example])]

    def run(self, example: Tensor) -> None:
        """Without copying the outputs."""
        self._module.forward([example])


def one_thread() -> None:
    """Call it before the first program is loaded: a later reset frees a pool in use."""
    torch.set_num_threads(1)
    _unsafe_reset_threadpool(1)


def race(programs: Mapping[str, Callable[[], object]], rounds: int = 25) -> dict[str, float]:
    """The median milliseconds of each, in the order given."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(rounds + _WARM_UP):
        for name, run in programs.items():
            begin = time.process_time_ns()
            run()
            spent = (time.process_time_ns() - begin) / 1e6
            if turn >= _WARM_UP:
                times[name].append(spent)
    return {name: statistics.median(values) for name, values in times.items()}


def race_programs(programs: Mapping[str, bytes], example: Tensor, rounds: int = 25) -> dict[str, float]:
    """The same for programs that take `example`."""
    loaded = {name: Program(program) for name, program in programs.items()}

    def runner(program: Program) -> Callable[[], None]:
        return lambda: program.run(example)

    return race({name: runner(program) for name, program in loaded.items()}, rounds)
