from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hamyar.audit"
    label = "audit"
    verbose_name = "رویدادنامه"
