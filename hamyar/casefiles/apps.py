from django.apps import AppConfig


class CasefilesConfig(AppConfig):
    name = "hamyar.casefiles"
    label = "casefiles"
    verbose_name = "پرونده‌ها"
