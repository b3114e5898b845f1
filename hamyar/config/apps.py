from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hamyar.config"
    label = "config"
    verbose_name = "پیکربندی"

    def ready(self) -> None:
        """Hand to the lower capabilities what only this one knows."""
        from hamyar.config import schedule, sentences
        from hamyar.outbox.jobs import set_queue
        from hamyar.releases import queries as releases
        from hamyar.web import citations
        from hamyar.web.sentences import set_sentences

        set_sentences(*sentences.collected())
        citations.set_source(releases.cited)
        set_queue(schedule.put_in_queue)
