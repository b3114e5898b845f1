from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hamyar.intake"
    label = "intake"
    verbose_name = "درخواست‌ها"

    def ready(self) -> None:
        """Documents may hang on applications: what the applicant sends, and what the worker sees (E-5.2.2)."""
        from hamyar.documents import subjects
        from hamyar.intake import attachments

        subjects.register("intake.application", attachments.application)
