"""The HTTP API: mounts every capability's router, knows tokens, limits and how a refusal reads."""
