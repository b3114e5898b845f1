"""Values that every capability shares: money, codes, dates, digits, refusals. Plain Python."""
