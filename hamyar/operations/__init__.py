"""What runs and keeps the system: private database server, demo data, register server, backup, verification."""
