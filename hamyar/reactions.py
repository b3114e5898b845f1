"""The one table of "when this has happened, also do that": from one capability to another, in place of signals.

A key is the name of an event that some capability publishes to the outbox; its followers are called in order, as
``follower(at=…, **payload)``, after the transaction that published it, each event in one of its own.
"""

from hamyar.outbox.actions import Follower

FOLLOWERS: dict[str, tuple[Follower, ...]] = {}
