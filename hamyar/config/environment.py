"""Reading the environment: each fault becomes one sentence that says what to set, and stops the start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg.conninfo import conninfo_to_dict

MODES = ("production", "demo", "test")


class SettingsFault(SystemExit):
    """The environment is incomplete or wrong. Its text goes to standard error; the exit code is 1."""


@dataclass
class Environment:
    """Collects every fault before it stops the start, so that an operator mends them in one go."""

    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    faults: list[str] = field(default_factory=list)

    def text(self, name: str, *, default: str | None = None, why: str = "") -> str:
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.faults.append(f"{name} is not set. {why}".strip())
            return ""
        return default

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        value = self.text(name, default=default)
        if value not in choices:
            self.faults.append(f"{name} is {value!r}; set it to one of: {', '.join(choices)}.")
            return default
        return value

    def integer(self, name: str, *, default: int, low: int, high: int) -> int:
        raw = self.text(name, default=str(default))
        if not raw.isdecimal() or not low <= int(raw) <= high:
            self.faults.append(f"{name} is {raw!r}; set it to a whole number from {low} to {high}.")
            return default
        return int(raw)

    def switch(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, default="on" if default else "off").lower()
        if raw not in ("on", "off"):
            self.faults.append(f"{name} is {raw!r}; set it to on or off.")
            return default
        return raw == "on"

    def words(self, name: str, *, default: str = "") -> list[str]:
        return [word.strip() for word in self.text(name, default=default).split(",") if word.strip()]

    def database(self, name: str) -> dict[str, Any]:
        """A PostgreSQL address as Django's settings. The host may be a folder: ``postgresql://role@/name?host=/folder``."""
        url = self.text(
            name, why="Set it to the address of the database, for example postgresql://role:password@host:5432/hamyar."
        )
        if not url:
            return {}
        try:
            parts = conninfo_to_dict(url)
        except Exception:
            self.faults.append(f"{name} is not a PostgreSQL address (postgresql://role:password@host:5432/name).")
            return {}
        known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        if not parts.get("dbname"):
            self.faults.append(f"{name} names no database; end it with /name.")
        settings: dict[str, Any] = {known[key]: str(value) for key, value in parts.items() if key in known}
        settings["OPTIONS"] = {key: value for key, value in parts.items() if key not in known}
        return {"ENGINE": "django.db.backends.postgresql", **settings}

    def stop_on_faults(self) -> None:
        if self.faults:
            raise SettingsFault("Hamyar cannot start:\n" + "\n".join(f"  - {fault}" for fault in self.faults))
