"""Addresses of the desk: the root of the staff's pages."""

from django.urls import path

from hamyar.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.worklist, name="worklist"),
    path("search/", views.search, name="search"),
    path("file/<int:casefile_id>/", views.file, name="file"),
    path("household/<int:household_id>/", views.household, name="household"),
    path("overview/", views.overview, name="overview"),
    path("overview/reviewed/", views.review_month, name="review_month"),
    path("overview/reviews/", views.reviews, name="reviews"),
]
