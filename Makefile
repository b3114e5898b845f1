# Each target is one command of tools/dev.py; `python3 tools/dev.py demo` works without make.
PYTHON ?= python3

COMMANDS = demo demo-reset setup test test-all check fix bench clauses lock screenshots
.PHONY: help $(COMMANDS)

help:
	@echo "make demo         running pages with made-up households (PORT=8000 DEMO_HOUSEHOLDS=1000); Ctrl-C stops"
	@echo "make demo-reset   the same, from the beginning"
	@echo "make test         everything CI runs; make test-all: with nothing sampled"
	@echo "make check, fix   style, types, import arrows, migrations; mend what a machine can"
	@echo "make clauses      which test proves which clause"
	@echo "make setup, bench, lock, screenshots"

$(COMMANDS):
	@$(PYTHON) tools/dev.py $@
