from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "hamyar.releases"
    label = "releases"
    verbose_name = "ضوابط"
