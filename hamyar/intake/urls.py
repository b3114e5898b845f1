from django.urls import path

from hamyar.intake import step_views, views

app_name = "intake"

urlpatterns = [
    path("", views.applications, name="list"),
    path("queue/", views.queue, name="queue"),
    path("caseload/", step_views.caseload, name="caseload"),
    path("start/", views.start, name="start"),
    path("drafts/<int:pk>/", views.draft, name="draft"),
    path("drafts/<int:pk>/discard/", views.discard, name="discard"),
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
