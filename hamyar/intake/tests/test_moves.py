"""Every transition of CLAUSES.md 6.1, and no other: refused by the action and by the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from hamyar.audit.actor import CLOCK
from hamyar.intake import actions
from hamyar.intake.domain import FINAL_STATES, MOVES, ApplicationState, MoveRefused, OutcomeNeeded
from hamyar.intake.tests.factories import PATHS, make_application
from hamyar.org.tests.factories import NOON

STATES = [state for state in ApplicationState if state != ApplicationState.DRAFT]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_reached_by_moves_of_the_table(db, state):
    application = make_application(state=state)

    assert application.state == state
    path = [each.to_state for each in application.events.order_by("pk") if each.from_state != each.to_state]
    assert path[0] == ApplicationState.SUBMITTED
    assert path[-1] == (PATHS[state] or (ApplicationState.SUBMITTED,))[-1]


@pytest.mark.parametrize("state", STATES)
def test_a_move_outside_the_table_is_refused_by_the_action(db, state):
    application = make_application(state=state)

    for target in set(ApplicationState) - MOVES[state]:
        with pytest.raises(MoveRefused):
            actions.move(application=application, target=target, event="tried", by=CLOCK, at=NOON)


@pytest.mark.parametrize("state", STATES)
def test_a_move_outside_the_table_is_refused_by_the_database(db, state):
    application = make_application(state=state)

    for target in set(ApplicationState) - MOVES[state] - {state}:
        with pytest.raises(IntegrityError, match="no move from"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update intake_application set state = %s where id = %s", [target, application.pk])


@pytest.mark.clause("E-D.3")
def test_an_application_does_not_end_without_its_outcome(db):
    application = make_application(state=ApplicationState.ASSESSED)

    for target in set(FINAL_STATES) & MOVES[ApplicationState.ASSESSED]:
        with pytest.raises(OutcomeNeeded):
            actions.move(application=application, target=target, event="tried", by=CLOCK, at=NOON)
        with (
            pytest.raises(IntegrityError, match="intake_ended_means_outcome"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("update intake_application set state = %s where id = %s", [target, application.pk])
