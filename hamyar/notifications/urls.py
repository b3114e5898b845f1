from django.urls import path

from hamyar.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("delivery/", views.delivery, name="delivery"),
    path("applications/<int:pk>/", views.for_application, name="for_application"),
    path("applications/<int:pk>/again/<int:message_pk>/", views.again, name="again"),
]
