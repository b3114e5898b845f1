"""The one way in which a rule or an action says no."""

from typing import Any, ClassVar


class Refusal(Exception):
    """An action that may not happen, with the code of its sentence and the facts that the sentence needs.

    ``code`` is ``<capability>.<reason>`` and has a Persian sentence in that capability's ``wording.REFUSALS``.
    ``clause`` is the ID of the clause that forbids it (``E-13.n3``), empty where no clause speaks but integrity does.
    ``details`` are identifiers, codes, dates and numbers only, never personal data: they go to the log.
    """

    code: ClassVar[str] = "values.refused"
    clause: str = ""

    def __init__(self, *, clause: str | None = None, **details: Any) -> None:
        self.details = details
        if clause is not None:
            self.clause = clause
        super().__init__(f"{self.code} {details}")
