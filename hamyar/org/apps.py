from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "hamyar.org"
    label = "org"
    verbose_name = "سازمان"
