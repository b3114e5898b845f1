"""Requests for help: channels, routing by postal code, the one-month term, outcomes."""
