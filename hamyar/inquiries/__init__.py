"""Questions to external registries, their answers, and how fresh they are."""
