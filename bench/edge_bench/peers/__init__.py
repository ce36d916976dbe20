"""One small program for each runtime, in the form that its users write: read, letterbox, infer, decode, suppress.

`service` speaks with the orchestrator; a module of its own for each runtime says only how it runs the network. A peer
is started as `python -m edge_bench.peers.MODULE SETTINGS`.
"""
