"""A household's file: number, state, owner, history."""
