"""Units, territories, users, roles: who may reach what."""
