from django.urls import path

from hamyar.intake import extract_views, lead_views, step_views, views

app_name = "intake"

urlpatterns = [
    path("", views.applications, name="list"),
    path("queue/", views.queue, name="queue"),
    path("caseload/", step_views.caseload, name="caseload"),
    path("start/", views.start, name="start"),
    path("drafts/<int:pk>/", views.draft, name="draft"),
    path("drafts/<int:pk>/discard/", views.discard, name="discard"),
    path("leads/", lead_views.leads, name="leads"),
    path("leads/new/", lead_views.new_lead, name="new_lead"),
    path("leads/coverage/", lead_views.coverage, name="coverage"),
    path("leads/files/", extract_views.extracts, name="extracts"),
    path("leads/files/template.<slug:kind>", extract_views.template, name="extract_template"),
    path("leads/files/<int:pk>/", extract_views.extract, name="extract"),
    path("leads/files/<int:pk>/apply/", extract_views.apply, name="extract_apply"),
    path("leads/files/<int:pk>/rejects/", extract_views.rejects, name="extract_rejects"),
    path("leads/<int:pk>/", lead_views.lead, name="lead"),
    path("leads/<int:pk>/assign/", lead_views.assign, name="lead_assign"),
    path("leads/<int:pk>/visit/", lead_views.visit, name="lead_visit"),
    path("leads/<int:pk>/apply/", lead_views.apply, name="lead_apply"),
    path("leads/<int:pk>/match/", lead_views.match, name="lead_match"),
    path("leads/<int:pk>/move/", lead_views.move, name="lead_move"),
    path("leads/<int:pk>/dismiss/", lead_views.dismiss, name="lead_dismiss"),
    path("leads/<int:pk>/reporter/", lead_views.reporter, name="lead_reporter"),
    path("<int:pk>/", views.application, name="application"),
    path("<int:pk>/print/", views.printed, name="print"),
    path("<int:pk>/assign/", step_views.assign, name="assign"),
    path("<int:pk>/reassign/", step_views.reassign, name="reassign"),
    path("<int:pk>/reroute/", step_views.reroute, name="reroute"),
    path("<int:pk>/begin-inquiries/", step_views.begin_inquiries, name="begin_inquiries"),
    path("<int:pk>/ask-items/", step_views.ask_items, name="ask_items"),
    path("<int:pk>/items-supplied/", step_views.items_supplied, name="items_supplied"),
    path("<int:pk>/refer-out/", step_views.refer_out, name="refer_out"),
    path("<int:pk>/withdraw/", step_views.withdraw, name="withdraw"),
    path("<int:pk>/told/", step_views.told, name="told"),
    path("<int:pk>/ask-re-review/", step_views.ask_re_review, name="ask_re_review"),
    path("<int:pk>/re-review/", step_views.re_review, name="re_review"),
]
