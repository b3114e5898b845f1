"""Words about documents for templates."""

from django import template

from hamyar.documents import wording

register = template.Library()
register.filter("document_kind", wording.kind_title)
register.filter("document_size", wording.size_title)
