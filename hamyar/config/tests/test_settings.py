"""What the environment sets is what runs."""

import os
import subprocess
import sys

PROGRAM = "from django.conf import settings as s; print(s.API_LIMIT_BYTES, s.DATA_UPLOAD_MAX_MEMORY_SIZE)"


def limits(**variables):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, **variables}, capture_output=True, text=True, check=True
    )
    return [int(number) for number in done.stdout.split()]


def test_the_largest_call_to_the_api_is_set_by_the_environment_and_no_other_limit_stands_before_it():
    assert limits(HAMYAR_API_LIMIT_KB="16", HAMYAR_UPLOAD_LIMIT_MB="8") == [16 * 1024, 8 * 1024 * 1024]
    assert limits(HAMYAR_API_LIMIT_KB="20480", HAMYAR_UPLOAD_LIMIT_MB="8") == [20 * 1024 * 1024] * 2
