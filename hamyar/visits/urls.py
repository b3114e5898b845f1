from django.urls import path

from hamyar.visits import views

app_name = "visits"
urlpatterns = [
    path("", views.planner, name="planner"),
    path("route/", views.route_sheet, name="route_sheet"),
    path("feedback/", views.feedback, name="feedback"),
    path("exceptions/", views.exceptions, name="exceptions"),
    path("application/<int:pk>/", views.for_application, name="for_application"),
    path("application/<int:pk>/open/", views.open_visit, name="open_visit"),
    path("<int:pk>/", views.visit, name="visit"),
    path("<int:pk>/plan/", views.plan, name="plan"),
    path("<int:pk>/announce/", views.announce, name="announce"),
    path("<int:pk>/record/", views.record, name="record"),
    path("<int:pk>/not-at-home/", views.not_at_home, name="not_at_home"),
    path("<int:pk>/postpone/", views.postpone, name="postpone"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
]
