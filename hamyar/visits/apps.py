from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "hamyar.visits"
    label = "visits"
    verbose_name = "بازدید از منزل"
