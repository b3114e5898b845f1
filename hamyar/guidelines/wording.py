"""The Persian sentences of the rules: why a document or a release cannot be used."""

REFUSALS = {
    "guidelines.release": "این نشرِ قواعد به‌کاربردنی نیست: در «{file}»، بخش «{key}»: {reason}. آن را درست کنید و دوباره بررسی کنید.",
    "guidelines.unknown_release": "نشری با نام «{name}» نیست. نام یکی از نشرهای موجود را بدهید.",
    "guidelines.no_release_in_force": "در این روز هیچ نشری از قواعد نافذ نیست. تاریخ را بررسی کنید.",
    "guidelines.unknown_parameter": "پارامتری با کلید «{key}» نیست. کلید را از فهرست پارامترها بردارید.",
}
