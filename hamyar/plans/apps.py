from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "hamyar.plans"
    label = "plans"
    verbose_name = "برنامهٔ کمکی"
