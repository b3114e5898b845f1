from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "hamyar.obligations"
    label = "obligations"
    verbose_name = "تکالیف"
