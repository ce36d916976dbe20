"""Classifiers trained here: recipes that show what quantization, pruning and distillation cost and gain.

`fashion_mnist` reads the data set, `networks` builds what is trained, `fitting` trains, `pruning` and
`quantization_aware` change a trained network. `classifiers` lists how each network is trained, `workers` trains several
at a time, `checkpoints` keeps the weights, `recipes` makes and measures bundles of them, `verdict` says whether a
variant was worth it. All but `fashion_mnist` and `verdict` need torch.
"""
