"""Settings, root addresses, the schedule of periodic tasks, navigation."""
