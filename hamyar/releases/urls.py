"""Addresses of the rules. ``releases:clause`` takes the identifier of a clause: ``web`` links every citation to it."""

from django.urls import path

from hamyar.releases import views

app_name = "releases"
urlpatterns = [
    path("", views.register, name="register"),
    path("clauses/", views.clauses, name="clauses"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("parameters/", views.parameters, name="parameters"),
    path("table/", views.table, name="table"),
]
