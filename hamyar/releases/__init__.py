"""The law as this installation holds it: rules in force, clauses and parameters on screen."""
