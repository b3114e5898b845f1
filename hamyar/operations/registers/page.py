"""The status page of the simulated registers: what each body does now, with buttons to switch its fault."""

from html import escape

from hamyar.operations.registers.facts import SOURCES
from hamyar.operations.registers.faults import MODES, Faults
from hamyar.values.digits import to_persian

MODE_TITLES = {
    "off": "سالم",
    "down": "قطع",
    "slow": "کند",
    "fail": "خطا",
    "rubbish": "پاسخ بی‌معنا",
    "contradict": "پاسخ ناسازگار",
}

STYLE = """
:root{color-scheme:light}body{font-family:Vazirmatn,Tahoma,sans-serif;margin:0;background:#f6f5f1;color:#22252a}
main{max-inline-size:62rem;margin-inline:auto;padding:1rem}h1{font-size:1.4rem}p{line-height:1.9}
ul{list-style:none;padding:0;margin:0;display:grid;gap:.75rem}
li{background:#fff;border:1px solid #d9d6cc;border-radius:.6rem;padding:.8rem 1rem}
li.ill{border-color:#b3261e}h2{font-size:1.15rem;margin:1.2rem 0 .5rem}h3{font-size:1.05rem;margin:0 0 .3rem}
form{display:flex;flex-wrap:wrap;gap:.4rem}
button{font:inherit;padding:.45rem .9rem;min-block-size:2.6rem;border:1px solid #6b6e74;border-radius:.5rem;
background:#fff;color:inherit;cursor:pointer}
button[aria-pressed=true]{background:#1f5c4d;border-color:#1f5c4d;color:#fff}
li.ill button[aria-pressed=true]{background:#b3261e;border-color:#b3261e}
button:focus-visible{outline:3px solid #1f5c4d;outline-offset:2px}
"""


def render(faults: Faults, answered: dict[str, int]) -> str:
    """The whole page; works without a script."""
    items = "".join(_item(body, faults, answered.get(body, 0)) for body in faults.bodies)
    everything = _buttons("all", "")
    return f"""<!doctype html>
<html lang="fa" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>مرجع‌های شبیه‌سازی‌شده</title><style>{STYLE}</style></head>
<body><main>
<h1>مرجع‌های شبیه‌سازی‌شدهٔ استعلام</h1>
<p>این سامانه به‌جای مرجع‌های بیرونی پاسخ می‌دهد. هیچ پاسخی واقعی نیست و هر پاسخ نشان «شبیه‌سازی‌شده» دارد.
با دکمه‌ها می‌توانید ببینید سامانهٔ همیار با قطعی، کندی، خطا یا پاسخ نادرست چه می‌کند.</p>
<section aria-label="همهٔ مرجع‌ها"><h2>همهٔ مرجع‌ها</h2>{everything}</section>
<h2>هر مرجع</h2>
<ul>{items}</ul>
</main></body></html>
"""


def _item(body: str, faults: Faults, answered: int) -> str:
    fault = faults.of(body)
    mode = fault.mode if fault else "off"
    share = f"، در {to_persian(round(fault.share * 100))} درصد پرسش‌ها" if fault and fault.share < 1 else ""
    title = escape(SOURCES[body].replace("سامانهٔ شبیه‌سازی‌شدهٔ ", ""))
    return (
        f'<li class="{"ill" if fault else "well"}"><h3>{title}: {MODE_TITLES[mode]}{share}</h3>'
        f"<p>پرسش‌های رسیده: {to_persian(answered)}</p>{_buttons(body, mode)}</li>"
    )


def _buttons(body: str, now: str) -> str:
    buttons = "".join(
        f'<button name="mode" value="{mode}" aria-pressed="{"true" if mode == now else "false"}">{MODE_TITLES[mode]}</button>'
        for mode in MODES
    )
    return f'<form method="post" action="/faults"><input type="hidden" name="body" value="{body}">{buttons}</form>'
