"""The calendar of the browser counts days as the server does."""

import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from hamyar.values import jalali

ASSETS = Path(__file__).parent.parent / "assets"
SCRIPT = """
import {{ parts, fromParts, weekday, parse, formatShort }} from {module};
const found = [];
for (let day = {first}; day < {last}; day += 5) {{
  const {{ year, month, day: number }} = parts(day);
  found.push([day, year, month, number, weekday(day), fromParts(year, month, number), parse(formatShort(day))]);
}}
console.log(JSON.stringify(found));
"""


def node() -> str:
    """The machine's Node, else the one that ``make setup`` installs."""
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found is not None
    return found


def test_script_and_server_agree_on_every_day_of_two_centuries():
    script = SCRIPT.format(module=json.dumps((ASSETS / "js" / "solar.js").as_uri()), first=-36_500, last=36_500)

    run = subprocess.run(
        [node(), "--input-type=module", "-"], input=script, capture_output=True, text=True, check=True, timeout=60
    )

    for day, year, month, number, weekday, back, typed in json.loads(run.stdout):
        expected = date(1970, 1, 1) + timedelta(days=day)
        assert tuple(jalali.parts(expected)) == (year, month, number)
        assert jalali.WEEKDAYS[weekday] == jalali.weekday_name(expected)
        assert back == typed == day
