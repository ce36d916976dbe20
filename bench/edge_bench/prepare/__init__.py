"""The networks in the form that each peer takes, made once and kept in the cache directory.

`artifacts` lists them; each is made by a child process (`python -m edge_bench.prepare.child`), so that one that cannot
be made costs the peers that need it and no others.
"""
