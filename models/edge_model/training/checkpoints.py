"""Trained weights are kept outside the tree: what took minutes is not done twice."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ..errors import EdgeModelError
from ..npm import cache_directory


@dataclass(frozen=True)
class Key:
    """`name` is for people; `facts` are all that the weights depend on: schedule, data, versions, parents."""

    name: str
    facts: tuple[str, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256("\n".join((self.name, *self.facts)).encode()).hexdigest()[:16]

    @property
    def path(self) -> Path:
        return cache_directory() / "training" / f"{self.name}-{self.digest}.pt"


def trained(key: Key, network: nn.Module, train: Callable[[nn.Module], None], retrain: bool) -> nn.Module:
    """`network` with the weights kept under `key`, or with those that `train` gives it, which are then kept."""
    path = key.path
    if path.is_file() and not retrain:
        _load(path, network)
        print(f"{key.name}: trained before, weights from {path}", file=sys.stderr)
        return network
    train(network)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    torch.save(network.state_dict(), partial)
    partial.replace(path)
    return network


def _load(path: Path, network: nn.Module) -> None:
    try:
        network.load_state_dict(torch.load(path, weights_only=True))
    except (OSError, EOFError, RuntimeError, pickle.UnpicklingError) as error:
        first = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise EdgeModelError(
            f'"{path}" does not hold the weights that it was written with ({first[0]}): delete it, or train again with '
            "--retrain"
        ) from error
