from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "hamyar.inquiries"
    label = "inquiries"
    verbose_name = "استعلام‌ها"

    def ready(self) -> None:
        """Evidence of an answer by hand is a document of its inquiry."""
        from hamyar.documents import subjects
        from hamyar.inquiries import attachments

        subjects.register("inquiries.inquiry", attachments.inquiry)
        subjects.register("registry.household", attachments.household)
