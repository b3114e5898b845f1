from django.urls import path

from hamyar.plans import renewal_views, views

app_name = "plans"
urlpatterns = [
    path("accept/<int:pk>/", views.accept, name="accept"),
    path("file/<int:casefile_pk>/draft/", views.draft, name="draft"),
    path("file/<int:casefile_pk>/follow-ups/", views.follow_ups, name="follow_ups"),
    path("file/<int:casefile_pk>/renewal/", renewal_views.renewal, name="renewal"),
    path("late/", views.late, name="late"),
    path("packages/", views.packages, name="packages"),
    path("packages/<int:pk>/end/", views.end_package, name="end_package"),
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/goals/", views.goals, name="goals"),
    path("<int:pk>/items/", views.add_item, name="add_item"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/announce/", views.announce, name="announce"),
    path("<int:pk>/start/", views.start, name="start"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/stop/", views.stop, name="stop"),
    path("<int:pk>/go-on/", views.go_on, name="go_on"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/remove/", views.remove_item, name="remove_item"),
    path("items/<int:pk>/follow-up/", views.follow_up, name="follow_up"),
    path("items/<int:pk>/end/", views.end_item, name="end_item"),
]
