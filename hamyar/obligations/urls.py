"""Addresses of duties and of the calendar of working days."""

from django.urls import path

from hamyar.obligations import views

app_name = "obligations"
urlpatterns = [
    path("<int:pk>/", views.duty, name="duty"),
    path("<int:pk>/waive/", views.waive, name="waive"),
    path("holidays/", views.holidays, name="holidays"),
    path("holidays/fixed/", views.add_fixed_holidays, name="add_fixed_holidays"),
    path("holidays/<int:pk>/remove/", views.remove_holiday, name="remove_holiday"),
]
