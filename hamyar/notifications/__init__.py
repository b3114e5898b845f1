"""Messages to people: written beside what happened, sent after it, tried again until they arrive or somebody must call."""
