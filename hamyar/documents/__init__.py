"""Uploaded files: what was asked for and why, checked by content, never a received paper (E-5.2)."""
