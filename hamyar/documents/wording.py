"""Persian sentences of refusals about files."""

REFUSALS = {
    "documents.file_type_refused": "فقط عکس (JPG، PNG، WebP) یا PDF پذیرفته می‌شود؛ نوع پرونده از محتوای آن شناخته می‌شود. عکس تازه‌ای بگیرید یا به PDF تبدیل کنید.",
    "documents.file_too_large": "این پرونده بزرگ‌تر از اندازهٔ مجاز ({limit_megabytes} مگابایت) است. عکس را کوچک‌تر کنید و دوباره بفرستید.",
    "documents.file_broken": "این پرونده خوانده نشد؛ شاید هنگام فرستادن آسیب دیده است. دوباره بفرستید.",
    "documents.reason_needed": "بنویسید این مدرک برای چه خواسته شده است (ماده ۵ بند ۲-۵).",
}
