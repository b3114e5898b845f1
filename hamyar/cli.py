"""The command line: ``hamyar COMMAND``. Every command prints its own help with ``-h``."""

import os
import sys
from collections.abc import Callable


def assess(arguments: list[str]) -> int:
    """assess FILE|-: household documents in, assessment documents out"""
    from hamyar.guidelines.stream import main as run

    return run(arguments)


def registers(arguments: list[str]) -> int:
    """registers: outside registers, simulated; needs neither Django nor a database"""
    from hamyar.operations.registers.server import main as run

    return run(arguments)


def manage(arguments: list[str]) -> int:
    """manage ...: Django's own commands, as the owner of the database"""
    from django.core.management import execute_from_command_line

    os.environ["HAMYAR_AS_OWNER"] = "on"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamyar.config.settings")
    execute_from_command_line(["hamyar manage", *arguments])
    return 0


def migrate(arguments: list[str]) -> int:
    """migrate: bring the database to this version (as its owner)"""
    return manage(["migrate", "--verbosity", "1", *arguments])


def _command(name: str) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamyar.config.settings")
        execute_from_command_line(["hamyar", name.replace("-", "_"), *arguments])
        return 0

    return run


# Commands that need Django live as management commands beside what they do; here is only the list with its help.
COMMANDS: dict[str, tuple[str, Callable[[list[str]], int]]] = {
    "assess": ("household documents in, assessment documents out (needs no database)", assess),
    "serve": ("run the web server", _command("serve")),
    "work": ("run background work: messages, inquiries, the nightly tick", _command("work")),
    "registers": ("run a server that answers like the outside registers, with faults on demand", registers),
    "migrate": ("bring the database to this version (as its owner)", migrate),
    "init": ("set up units, territories and staff from a spreadsheet", _command("init")),
    "create-user": ("create a member of staff with a role", _command("create_user")),
    "import": ("read households from .jsonl, .csv or .xlsx", _command("import_households")),
    "export": ("write households as household documents", _command("export_households")),
    "tick": ("let the legal clocks run up to now, or to a day in demo mode", _command("tick")),
    "verify": ("check the audit chain, the duties and the references", _command("verify")),
    "backup": ("write the whole database and the files into one folder", _command("backup")),
    "restore": ("read a backup into an empty database", _command("restore")),
    "demo-data": ("fill an empty database with made-up households", _command("demo_data")),
    "demo-accounts": ("print the demo's address and accounts", _command("demo_accounts")),
    "manage": ("Django's own commands, as the owner of the database", manage),
}


def usage() -> str:
    width = max(map(len, COMMANDS))
    return "usage: hamyar COMMAND [OPTIONS]\n\n" + "\n".join(
        f"  {name:<{width}}  {text}" for name, (text, _run) in COMMANDS.items()
    )


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code. 2 when the command is not known."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words or words[0] in ("-h", "--help", "help"):
        print(usage())
        return 0 if words else 2
    if words[0] not in COMMANDS:
        print(f"hamyar: no command {words[0]!r}\n\n{usage()}", file=sys.stderr)
        return 2
    return COMMANDS[words[0]][1](words[1:])


if __name__ == "__main__":
    sys.exit(main())
