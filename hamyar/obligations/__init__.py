"""What is due, from whom, by which clause: the worklist of everything above it."""
