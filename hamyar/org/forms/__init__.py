"""What people type about accounts, roles, units and territories."""
