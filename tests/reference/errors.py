"""The one exception of the reference model."""


class ReferenceError_(Exception):
    """A rule set, or a use of it, that the model does not accept."""
