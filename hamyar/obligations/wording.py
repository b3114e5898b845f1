"""Persian sentences of refusals about duties."""

REFUSALS = {
    "obligations.already_closed": "این تکلیف پیش‌تر بسته شده است. فهرست را تازه کنید.",
    "obligations.reason_needed": "برای برداشتن تکلیف، علت را بنویسید.",
}
