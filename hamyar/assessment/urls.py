from django.urls import path

from hamyar.assessment import decision_views, evidence_views, referral_views, validity_views, views

app_name = "assessment"
urlpatterns = [
    path("by-score/", decision_views.by_score, name="by_score"),
    path("household/<int:pk>/validity/", validity_views.data_validity, name="validity"),
    path("application/<int:pk>/", views.for_application, name="for_application"),
    path("application/<int:pk>/start/", views.start, name="start"),
    path("application/<int:pk>/documents/", evidence_views.documents, name="documents"),
    path("application/<int:pk>/documents/see/", evidence_views.see_document, name="see_document"),
    path("application/<int:pk>/documents/attach/", evidence_views.attach_document, name="attach_document"),
    path("application/<int:pk>/documents/untick/", evidence_views.untick_document, name="untick_document"),
    path("application/<int:pk>/presence/", evidence_views.presence, name="presence"),
    path("application/<int:pk>/denomination/", evidence_views.denomination, name="denomination"),
    path("application/<int:pk>/decision/", decision_views.decision, name="decision"),
    path("application/<int:pk>/compute/", decision_views.compute, name="compute"),
    path("application/<int:pk>/reject/", decision_views.reject, name="reject"),
    path("application/<int:pk>/forward/", decision_views.forward, name="forward"),
    path("application/<int:pk>/refer/", referral_views.refer, name="refer"),
    path("questionnaire/<int:pk>/section/<str:name>/", views.section, name="section"),
    path("questionnaire/<int:pk>/harms/", views.harms, name="harms"),
    path("questionnaire/<int:pk>/harms/screened/", views.screened, name="screened"),
    path("questionnaire/<int:pk>/harms/<int:harm_pk>/end/", views.end_harm, name="end_harm"),
    path("questionnaire/<int:pk>/capacities/", views.capacities, name="capacities"),
    path("questionnaire/<int:pk>/conclusion/", views.conclusion, name="conclusion"),
    path("questionnaire/<int:pk>/close/", views.close, name="close"),
    path("explanation/<int:pk>/", decision_views.explanation, name="explanation"),
    path("referrals/", referral_views.referrals, name="referrals"),
    path("referrals/<int:pk>/", referral_views.referral, name="referral"),
    path("referrals/<int:pk>/accept/", referral_views.accept, name="accept_referral"),
    path("referrals/<int:pk>/result/", referral_views.result, name="record_result"),
    path("referrals/<int:pk>/refuse/", referral_views.refuse, name="refuse_referral"),
    path("service-documents/", evidence_views.service_documents, name="service_documents"),
    path("service-documents/<int:pk>/end/", evidence_views.end_service_document, name="end_service_document"),
]
