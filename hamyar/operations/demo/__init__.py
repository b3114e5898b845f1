"""Made-up data for the demonstration: plausible, reproducible from a seed, and never a living person's."""
