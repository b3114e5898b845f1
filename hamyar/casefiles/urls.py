"""Addresses of the lists and decisions about files; a file itself is shown by the desk."""

from django.urls import path

from hamyar.casefiles import desertion_views as desertion
from hamyar.casefiles import group_views as groups
from hamyar.casefiles import level_views as levels
from hamyar.casefiles import remarriage_views as remarriage
from hamyar.casefiles import study_views as study
from hamyar.casefiles import views

app_name = "casefiles"
urlpatterns = [
    path("", views.casefile_list, name="list"),
    path("readings/", views.readings, name="readings"),
    path("caseload/", views.reassign_caseload, name="reassign_caseload"),
    path("without-contact/", views.without_contact, name="without_contact"),
    path("<int:pk>/contacts/", views.contact_log, name="contacts"),
    path("<int:pk>/reason/", views.reason, name="reason"),
    path("<int:pk>/continuation/", desertion.continuation, name="continuation"),
    path("<int:pk>/continuation/open/", desertion.open_period, name="open_period"),
    path("<int:pk>/continuation/court/", desertion.court_paper, name="court_paper"),
    path("<int:pk>/continuation/review/", desertion.review, name="review_absence"),
    path("<int:pk>/remarriage/", remarriage.remarriage, name="remarriage"),
    path("<int:pk>/study/", study.study, name="study"),
    path("<int:pk>/study/<int:person_pk>/", study.proof, name="study_proof"),
    path("<int:pk>/study/<int:person_pk>/end/", study.end, name="study_end"),
    path("<int:pk>/groups/", groups.family_groups, name="family_groups"),
    path("<int:pk>/groups/<slug:group>/", groups.set_family_group, name="set_family_group"),
    path("levels/", levels.level_list, name="levels"),
    path("levels/<int:pk>/end/", levels.end_level, name="end_level"),
    path("<int:pk>/level/", levels.file_level, name="level"),
    path("<int:pk>/reassign/", views.reassign, name="reassign"),
]
