"""State dicts from files."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ..errors import EdgeModelError


def read(path: Path) -> dict[str, Tensor]:
    """The tensors of a state dict; nothing in the file is executed."""
    if not path.is_file():
        raise EdgeModelError(f'"{path}" does not exist: give the file that torch.save(model.state_dict(), …) wrote')
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise EdgeModelError(
            f'"{path}" is no file of plain tensors: save it with torch.save(model.state_dict(), …)'
        ) from error
    if isinstance(loaded, dict) and isinstance(loaded.get("state_dict"), dict):
        loaded = loaded["state_dict"]
    if not isinstance(loaded, dict) or not all(isinstance(value, Tensor) for value in loaded.values()):
        raise EdgeModelError(f'"{path}" holds no state dict: save it with torch.save(model.state_dict(), …)')
    return loaded


def fill(network: nn.Module, state: dict[str, Tensor], path: Path) -> None:
    """Loads the state dict that was read from `path` into `network`; every weight must have its place."""
    own = network.state_dict()
    missing, extra = sorted(own.keys() - state.keys()), sorted(state.keys() - own.keys())
    shapes = [name for name in own.keys() & state.keys() if own[name].shape != state[name].shape]
    for names, what in ((missing, "lacks"), (extra, "has beyond the network"), (shapes, "has another shape of")):
        if names:
            raise EdgeModelError(
                f'"{path}" {what} "{names[0]}"'
                + (f" and {len(names) - 1} more" if len(names) > 1 else "")
                + ": the weights belong to another network"
            )
    network.load_state_dict(state)
