"""What goes wrong with a private server, in a sentence for whoever started it."""


class ServerFault(RuntimeError):
    """The private server cannot be found, prepared or started. The message says what to do."""
