from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hamyar.config"
    label = "config"
    verbose_name = "پیکربندی"
