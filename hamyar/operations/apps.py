from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "hamyar.operations"
    label = "operations"
    verbose_name = "بهره‌برداری"
