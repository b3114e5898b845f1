from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "hamyar.inquiries"
    label = "inquiries"
    verbose_name = "استعلام‌ها"
