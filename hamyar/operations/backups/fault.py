"""What a backup or a restore cannot do, as one sentence for the operator."""


class BackupFault(Exception):
    """Nothing was written, or what was written has been taken back."""
