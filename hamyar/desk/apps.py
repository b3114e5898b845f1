from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hamyar.desk"
    label = "desk"
    verbose_name = "میز کار"
