"""The rules of both guidelines as data and pure functions: no Django, no database, no clock."""
