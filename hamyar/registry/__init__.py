"""People, households, kinship: one record per human, shared by both programmes."""
