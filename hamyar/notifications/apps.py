from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "hamyar.notifications"
    label = "notifications"
    verbose_name = "پیام‌ها"
