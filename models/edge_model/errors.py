"""The one error of the tool that a person can act on."""


class EdgeModelError(Exception):
    """Wrong input, a missing tool or a model that does not fit; the message says what, where and what to do."""
