"""Trains a classifier on the CPU: AdamW with one learning-rate cycle, from labels and, where given, from a teacher."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from ..errors import EdgeModelError
from .fashion_mnist import MEAN, STD, Split


@dataclass(frozen=True)
class Schedule:
    """`rate` is the peak learning rate. `batch` pictures a step; what does not fill the last batch is left out."""

    epochs: int
    rate: float
    batch: int = 128
    weight_decay: float = 0.02
    smoothing: float = 0.05
    seed: int = 0


@dataclass(frozen=True)
class Teaching:
    """`share` of the loss that follows a teacher.

    Hinton, Vinyals, Dean: Distilling the Knowledge in a Neural Network (2015): divergence from the teacher's softmax at
    `temperature`, times its square so that the gradients keep their size.
    """

    temperature: float = 4.0
    share: float = 0.7


def to_input(images: npt.NDArray[np.uint8]) -> Tensor:
    """Grey bytes [n, h, w] to normalised floats [n, 3, h, w], all channels alike."""
    grey = (torch.from_numpy(images).float() - MEAN) / STD
    return grey.unsqueeze(1).expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last)


@contextlib.contextmanager
def threads(count: int) -> Iterator[None]:
    """torch computes with `count` threads inside."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def train(
    network: nn.Module, split: Split, schedule: Schedule, title: str, teaching: Teaching, teacher: Tensor | None = None
) -> None:
    """Trains `network` in place, in whatever mode it is in. Same seed, machine and thread count: same weights.

    `teacher` holds its outputs [n, classes] for all pictures; without it the labels alone are learned.
    """
    network.to(memory_format=torch.channels_last)  # its forward pass takes a third of the time
    generator = torch.Generator().manual_seed(schedule.seed)
    steps = len(split.labels) // schedule.batch
    if steps == 0:
        raise EdgeModelError(
            f"{len(split.labels)} training pictures do not fill one batch of {schedule.batch}: give more pictures"
        )
    optimizer = torch.optim.AdamW(
        [parameter for parameter in network.parameters() if parameter.requires_grad],
        schedule.rate,
        weight_decay=schedule.weight_decay,
        fused=True,
    )
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, schedule.rate, epochs=schedule.epochs, steps_per_epoch=steps, pct_start=0.2
    )
    labels = torch.from_numpy(split.labels)
    with tqdm(total=schedule.epochs * steps, desc=title, unit="step") as bar:
        for _ in range(schedule.epochs):
            order = torch.randperm(len(labels), generator=generator)[: steps * schedule.batch]
            for chosen in torch.split(order, schedule.batch):
                logits = network(to_input(split.images[chosen.numpy()]))
                loss = _loss(logits, labels[chosen], schedule, teaching, None if teacher is None else teacher[chosen])
                optimizer.zero_grad(set_to_none=True)
                torch.autograd.backward(loss)
                optimizer.step()
                cycle.step()
                bar.update()
                bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    network.to(memory_format=torch.contiguous_format)


def logits_of(network: nn.Module, split: Split, title: str, batch: int = 250) -> Tensor:
    """The outputs [n, classes] of `network`, which must be in evaluation mode, for all pictures."""
    with torch.no_grad():
        return torch.cat([network(images) for images in _batches(split, batch, title)])


def _loss(logits: Tensor, labels: Tensor, schedule: Schedule, teaching: Teaching, teacher: Tensor | None) -> Tensor:
    hard = functional.cross_entropy(logits, labels, label_smoothing=schedule.smoothing)
    if teacher is None:
        return hard
    heat = teaching.temperature
    student = functional.log_softmax(logits / heat, 1)
    soft = functional.kl_div(student, functional.softmax(teacher / heat, 1), reduction="batchmean")
    soft = soft * heat**2
    return (1 - teaching.share) * hard + teaching.share * soft


def _batches(split: Split, batch: int, title: str) -> Iterator[Tensor]:
    for begin in tqdm(range(0, len(split.labels), batch), desc=title, unit="batch"):
        yield to_input(split.images[begin : begin + batch])
