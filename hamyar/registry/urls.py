"""Addresses of people and households, and of reading them in from files."""

from django.urls import path

from hamyar.registry import bulk_views as bulk
from hamyar.registry import guardian_views as guardians
from hamyar.registry import marriage_views as marriages
from hamyar.registry import merge_views as merging
from hamyar.registry import views

app_name = "registry"
urlpatterns = [
    path("households/<int:pk>/", views.household_edit, name="household_edit"),
    path("households/<int:pk>/circumstances/", views.circumstances, name="circumstances"),
    path("households/<int:pk>/dwelling/", views.dwelling, name="dwelling"),
    path("households/<int:pk>/move/", views.move, name="move"),
    path("households/<int:pk>/decile/", views.decile, name="decile"),
    path("households/<int:pk>/absence/", views.absence, name="absence"),
    path("households/<int:pk>/prison/", views.prison, name="prison"),
    path("households/<int:pk>/treatment/", views.treatment, name="treatment"),
    path("households/<int:pk>/responsible/", views.responsible, name="responsible"),
    path("households/<int:pk>/guardians/", guardians.guardians, name="guardians"),
    path("households/<int:pk>/guardians/new/", guardians.add, name="add_guardian"),
    path("households/<int:pk>/guardians/<int:guardianship_pk>/end/", guardians.end, name="end_guardian"),
    path("households/<int:pk>/husband/", marriages.husband, name="husband"),
    path("households/<int:pk>/husband/end/", marriages.end_link, name="end_husband"),
    path("households/<int:pk>/head/", views.head, name="head"),
    path("households/<int:pk>/history/", views.history, name="history"),
    path("households/<int:pk>/members/add/", views.find_member, name="find_member"),
    path("households/<int:pk>/members/new/", views.add_member, name="add_member"),
    path("households/<int:pk>/members/<int:person_pk>/", views.person, name="person"),
    path("households/<int:pk>/members/<int:person_pk>/illness/", views.illness, name="illness"),
    path("households/<int:pk>/members/<int:person_pk>/end/", views.end_membership, name="end_membership"),
    path("duplicates/", merging.suspected, name="duplicates"),
    path("duplicates/<int:pk>/<int:other_pk>/", merging.pair, name="pair"),
    path("import/", bulk.import_file, name="import"),
    path("import/template.<str:kind>", bulk.template, name="template"),
    path("import/<int:pk>/", bulk.preview, name="import_preview"),
    path("import/<int:pk>/apply/", bulk.apply, name="import_apply"),
    path("import/<int:pk>/rejects/", bulk.rejects, name="import_rejects"),
]
