"""Persian words of the page about the system itself."""

CIRCUITS = {"closed": "پاسخ می‌دهد", "open": "پاسخ نمی‌دهد", "half_open": "دوباره آزموده می‌شود"}
CIRCUIT_TONES = {"closed": "success", "open": "danger", "half_open": "warn"}
GIBIBYTE, MEBIBYTE = "{size} گیگابایت", "{size} مگابایت"
