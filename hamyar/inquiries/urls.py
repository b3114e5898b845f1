from django.urls import path

from hamyar.inquiries import views

app_name = "inquiries"
urlpatterns = [
    path("household/<int:pk>/", views.for_household, name="for_household"),
    path("household/<int:pk>/ask/", views.ask, name="ask"),
    path("renewals/", views.renewals, name="renewals"),
    path("renewals/ask/", views.renew, name="renew"),
    path("<int:pk>/again/", views.ask_again, name="ask_again"),
    path("<int:pk>/answer/", views.answer, name="answer"),
    path("<int:pk>/unavailable/", views.unavailable, name="unavailable"),
    path("<int:pk>/verify/", views.verify, name="verify"),
]
