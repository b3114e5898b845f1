"""Addresses of pages about the system itself."""

from django.urls import path

from hamyar.operations import views

app_name = "operations"
urlpatterns = [path("health/", views.health, name="health")]
