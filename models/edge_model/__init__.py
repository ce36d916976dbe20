"""From a PyTorch, ONNX or Ultralytics model to a measured ExecuTorch bundle.

Importing any module of this package imports neither torch nor executorch: what needs them says so in its name
(`nanodet_torch`, `onnx_static`, `lowering`) and is imported by the command that needs it.
"""

__version__ = "0.1.0"
