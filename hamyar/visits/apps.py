from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "hamyar.visits"
    label = "visits"
    verbose_name = "بازدید از منزل"

    def ready(self) -> None:
        """Documents may hang on visits: what was seen at an ill-headed household (E-13.3.hh.1)."""
        from hamyar.documents import subjects
        from hamyar.visits.queries import subject_of_documents

        subjects.register("visits.homevisit", subject_of_documents)
