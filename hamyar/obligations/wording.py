"""Persian sentences of refusals about duties, and words of their pages."""

REFUSALS = {
    "obligations.reviewed_already": "بازبینی این ماه در {on} ثبت شده است. بازبینی بعدی با آغاز ماه آینده باز می‌شود.",
    "obligations.already_closed": "این تکلیف پیش‌تر بسته شده است. فهرست را تازه کنید.",
    "obligations.reason_needed": "برای برداشتن تکلیف، علت را بنویسید.",
    "obligations.own_duty": "این تکلیف بر عهدهٔ خود شماست و خودتان نمی‌توانید آن را بردارید. از مافوق خود بخواهید.",
    "obligations.holiday_taken": "این روز پیش‌تر تعطیل ثبت شده است. روز دیگری برگزینید.",
}

STATES = {"open": "باز", "done": "انجام‌شده", "waived": "برداشته‌شده"}
STATE_TONES = {"open": "info", "done": "success", "waived": "neutral"}
SAME_YEARS = "در این سال همهٔ تعطیل‌های ثابت پیش‌تر ثبت شده است."
FIXED_ADDED = "{count} روز تعطیل ثابت به سال {year} افزوده شد."
