from django.urls import path

from hamyar.portal import donating, feedback, following, reporting, views, wizard

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("code/", views.code, name="code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("clauses/<str:clause_id>/", views.clause, name="clause"),
    path("apply/", wizard.apply, name="apply"),
    path("apply/discard/", wizard.discard, name="discard"),
    path("apply/members/<int:index>/remove/", wizard.remove_member, name="remove_member"),
    path("apply/<slug:name>/", wizard.step, name="step"),
    path("sent/<int:pk>/", wizard.sent, name="sent"),
    path("opinion/own/<int:pk>/", feedback.own, name="own_visit_feedback"),
    path("opinion/<str:code>/", feedback.by_link, name="visit_feedback"),
    path("donor/", donating.offers, name="donor"),
    path("donor/offer/", donating.offer, name="offer"),
    path("report/", reporting.report, name="report"),
    path("report/sent/", reporting.report_sent, name="report_sent"),
    path("report/follow/", reporting.follow_report, name="follow_report"),
    path("follow/", following.follow, name="follow"),
    path("follow/<int:pk>/", following.application, name="application"),
    path("follow/<int:pk>/upload/", following.upload, name="upload"),
    path("follow/<int:pk>/answer/", following.answer, name="answer"),
    path("follow/<int:pk>/correct/", following.correct, name="correct"),
    path("follow/<int:pk>/withdraw/", following.withdraw, name="withdraw"),
    path("follow/<int:pk>/re-review/", following.re_review, name="re_review"),
    path("follow/<int:pk>/readings/", following.readings, name="readings"),
]
