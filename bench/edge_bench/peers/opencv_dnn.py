"""OpenCV's DNN module from Python."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from edge_model.decoding import Floats

from .network import detector
from .service import claim_output, serve, settings


def main() -> None:
    claim_output()
    given = settings()
    net = cv2.dnn.readNetFromONNX(given.model)
    names = net.getUnconnectedOutLayersNames()

    def infer(tensor: Floats) -> Sequence[Floats]:
        net.setInput(tensor)
        outputs: Sequence[Floats] = net.forward(names)
        return outputs

    serve(detector(given, infer), {"opencv": cv2.__version__})


if __name__ == "__main__":
    main()
