"""Trains several networks at a time, each on one thread of a process of its own.

Threads that share one training wait for each other in every small operator; processes do not.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from ..errors import EdgeModelError
from .classifiers import PLANS, Classifiers


def train(names: Sequence[str], classifiers: Classifiers, workers: int) -> None:
    """Afterwards the weights of `names`, and of all that they are made from or taught by, lie in the cache."""
    waiting = [name for name in order(names) if classifiers.retrain or not classifiers.kept(name)]
    if not waiting:
        return
    running: dict[Future[None], str] = {}
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        while waiting or running:
            unfinished = {*waiting, *running.values()}
            for name in [name for name in waiting if unfinished.isdisjoint(PLANS[name].parents)]:
                running[pool.submit(_train, name, classifiers.bare())] = name
                waiting.remove(name)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(future)
                try:
                    future.result()
                except BrokenProcessPool as error:
                    raise EdgeModelError(
                        f'a process that trained was ended from outside, perhaps "{name}" for want of memory: a '
                        "training takes 1.5 GB; try --workers 1"
                    ) from error


def order(names: Sequence[str]) -> list[str]:
    """`names` and all that they come from, parents before their children, each once."""
    ordered: dict[str, None] = {}
    for name in names:
        for each in (*order(PLANS[name].parents), name):
            ordered[each] = None
    return list(ordered)


def _train(name: str, classifiers: Classifiers) -> None:
    """In the worker: the parents come from the cache, trained by the workers before."""
    parents = dataclasses.replace(classifiers, retrain=False)
    for parent in PLANS[name].parents:
        parents.trained(parent)
    dataclasses.replace(parents, retrain=classifiers.retrain).trained(name)
