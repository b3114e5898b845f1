from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "hamyar.assessment"
    label = "assessment"
    verbose_name = "ارزیابی"
