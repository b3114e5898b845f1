"""What has happened, for others to follow: written in the same transaction, delivered after it."""
