"""Home visits: planning, announcing, recording what was found."""
