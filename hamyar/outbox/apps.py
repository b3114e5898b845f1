from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "hamyar.outbox"
    label = "outbox"
    verbose_name = "صندوق رویداد"
