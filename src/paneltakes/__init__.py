"""Turn an article into a panel of commentary."""

__version__ = "0.1.0"
