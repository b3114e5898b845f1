"""Logs hold no personal data: not even what an exception quotes."""

import logging

from hamyar.config.logs import logging_settings


def test_the_text_of_an_exception_does_not_reach_the_log():
    formatter = logging_settings("INFO")["formatters"]["json"]
    made = formatter["()"](foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"])
    try:
        raise ValueError("Key (national_code)=(9990000018) already exists")
    except ValueError as fault:
        record = logging.LogRecord(
            "hamyar", logging.ERROR, __file__, 1, "failed", (), (ValueError, fault, fault.__traceback__)
        )

    line = made.format(record)

    assert "ValueError" in line
    assert "9990000018" not in line
