"""Who did what to which record, and when. Append-only; identifiers and field names, no personal values."""
