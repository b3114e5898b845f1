from django.urls import path

from hamyar.documents import views

app_name = "documents"
urlpatterns = [
    path("of/<str:kind>/<int:pk>/", views.upload, name="upload"),
    path("<uuid:pk>/", views.document, name="document"),
    path("<uuid:pk>/file/", views.download, name="download"),
]
