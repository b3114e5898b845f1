from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "hamyar.documents"
    label = "documents"
    verbose_name = "مدارک"
