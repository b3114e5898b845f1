"""The pages of accounts, staff, units and territories."""

from hamyar.org.views.signing_in import locked_out

__all__ = ["locked_out"]
