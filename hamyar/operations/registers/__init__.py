"""A server that answers like the outside registers, for demonstrations and tests: no Django, no database, all simulated.

``hamyar registers`` starts it. Every answer follows from the code that is asked about (and the seed), so the same question
always has the same answer; ``--facts FILE`` sets what is known of single people and addresses. Faults come on demand.
"""
