"""Time-bound service plans: what a household is given, for what need, from when until when."""
