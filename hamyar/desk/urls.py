"""Addresses of the desk: the root of the staff's pages."""

from django.urls import path

from hamyar.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("overview/", views.overview, name="overview"),
]
