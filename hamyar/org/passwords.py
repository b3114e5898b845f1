"""What makes a password too weak, said in Persian."""

from typing import Any

from django.contrib.auth import password_validation as usual
from django.core.exceptions import ValidationError

from hamyar.values.digits import to_persian


class LongEnough(usual.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"گذرواژه کوتاه است؛ دست‌کم {to_persian(self.min_length)} نویسه بنویسید."

    def get_help_text(self) -> str:
        return f"دست‌کم {to_persian(self.min_length)} نویسه؛ چند واژهٔ بی‌ربط کنار هم خوب است."


class NotLikeTheUser(usual.UserAttributeSimilarityValidator):
    def validate(self, password: str, user: Any = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as fault:
            raise ValidationError(
                "گذرواژه به نام یا نام کاربری شما نزدیک است؛ چیز دیگری بنویسید.", fault.code
            ) from fault


class NotCommon(usual.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "این گذرواژه را بسیاری به کار می‌برند و زود حدس زده می‌شود؛ چیز دیگری بنویسید."


class NotOnlyDigits(usual.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "گذرواژه نباید تنها رقم باشد؛ حرف هم بیفزایید."
