from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "hamyar.registry"
    label = "registry"
    verbose_name = "ثبت اشخاص و خانوارها"
