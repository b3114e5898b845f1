"""The world of the walks, over a copy of the small demonstration."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from psycopg.conninfo import conninfo_to_dict

from hamyar.org.reach import EVERYTHING, reaching
from tests.architecture.world import World, look_around


@pytest.fixture(scope="module")
def world(database_server, demo_template, fresh_database, django_db_blocker) -> Iterator[World]:
    name = fresh_database(demo_template)
    before = dict(connection.settings_dict)
    where = conninfo_to_dict(database_server.dsn(name, "hamyar_app"))
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(NAME=name, HOST=where["host"], USER="hamyar_app", PASSWORD="", PORT="")
        try:
            with transaction.atomic(), reaching(EVERYTHING):
                found = look_around()
            yield found
        finally:
            connection.close()
            connection.settings_dict.update(before)
