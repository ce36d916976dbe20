"""What a bundle costs and what it gains: accuracy, latency, size, memory, energy, and where the time goes.

`measurement` has the records that flow between the modules. `bundles`, `latency`, `memory`, `profiling` and
`classification` run the program and need ExecuTorch; `plotting` needs matplotlib; the others need NumPy at most.
"""
