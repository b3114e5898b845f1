from django.urls import path

from hamyar.web import views

app_name = "web"
urlpatterns = [
    path("components/", views.components, name="components"),
    path("components/<slug:shell>/", views.components, name="components_in"),
]
