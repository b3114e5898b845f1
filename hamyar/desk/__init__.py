"""Pages that combine capabilities, for staff: worklist, search, the household's file, the office at a glance."""
