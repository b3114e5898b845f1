"""Hamyar: the system that runs social protection in Persian. The map of its folders is docs/map.md."""
