"""Who is behind a session."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from hamyar.org import clock
from hamyar.org.access import user_with_access
from hamyar.org.models import User


class StaffBackend(ModelBackend):
    """Django's own, which reads the user of a session together with the roles of today."""

    def get_user(self, user_id: Any) -> User | None:
        user = user_with_access(user_id, on=clock.today())
        return user if user is not None and self.user_can_authenticate(user) else None
