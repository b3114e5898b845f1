from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hamyar.portal"
    label = "portal"
    verbose_name = "درگاه"
