from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hamyar.web"
    label = "web"
    verbose_name = "پوستهٔ صفحه‌ها"

    def ready(self) -> None:
        from django.forms import Field

        from hamyar.web import wording

        # One wording for every form, whichever field class it uses.
        Field.default_error_messages["required"] = wording.REQUIRED
