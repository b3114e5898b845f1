"""How forms become markup: one accessible pattern for every field, an error summary with links on top."""

from typing import Any

from django.forms.renderers import DjangoTemplates

# Django names its own templates in as_div() and in error lists; ours stand in for them.
OURS = {
    "django/forms/div.html": "web/forms/form.html",
    "django/forms/errors/list/default.html": "web/forms/errors.html",
    "django/forms/errors/list/ul.html": "web/forms/errors.html",
    "django/forms/widgets/clearable_file_input.html": "web/forms/file_input.html",
    "django/forms/widgets/radio.html": "web/forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "web/forms/choices.html",
}


class HamyarFormRenderer(DjangoTemplates):
    """Set as ``FORM_RENDERER``: then ``{{ form }}`` and ``{{ field.as_field_group }}`` are ours."""

    form_template_name = "web/forms/form.html"
    formset_template_name = "web/forms/formset.html"
    field_template_name = "web/forms/field.html"

    def get_template(self, template_name: str) -> Any:
        return super().get_template(OURS.get(template_name, template_name))
