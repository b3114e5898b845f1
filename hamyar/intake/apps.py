from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hamyar.intake"
    label = "intake"
    verbose_name = "درخواست‌ها"
