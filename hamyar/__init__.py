"""Hamyar: the system that runs social protection in Persian. The map of its folders is docs/map.md."""

__version__ = "0.1.0"  # as in pyproject.toml; the tests keep them equal
