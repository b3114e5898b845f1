"""Addresses of accounts, staff, units and territories, below /staff/."""

from django.urls import path

from hamyar.org.views import account, people, setting_up, signing_in, tokens, units

app_name = "org"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("sign-in/code/", signing_in.second_factor, name="second_factor"),
    path("password/forgotten/", signing_in.forgotten, name="forgotten"),
    path("password/code/", signing_in.reset_by_code, name="reset_by_code"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change_password"),
    path("account/second-factor/", account.second_factor_setup, name="second_factor_setup"),
    path("account/second-factor/remove/", account.second_factor_remove, name="second_factor_remove"),
    path("account/sessions/end/", account.end_sessions, name="end_sessions"),
    path("users/", people.users, name="users"),
    path("users/new/", people.new_user, name="new_user"),
    path("users/<int:user_id>/", people.user, name="user"),
    path("users/<int:user_id>/change/", people.change_user, name="change_user"),
    path("users/<int:user_id>/roles/", people.give_role, name="give_role"),
    path("users/<int:user_id>/roles/<int:holding_id>/end/", people.end_role, name="end_role"),
    path("users/<int:user_id>/password/", people.reset_password, name="reset_password"),
    path("users/<int:user_id>/active/", people.set_active, name="set_active"),
    path("users/<int:user_id>/second-factor/", people.remove_second_factor, name="remove_second_factor"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new_unit, name="new_unit"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/change/", units.change_unit, name="change_unit"),
    path("units/<int:unit_id>/close/", units.close_unit, name="close_unit"),
    path("units/<int:unit_id>/routing/", units.set_routing, name="set_routing"),
    path("units/<int:unit_id>/territories/", units.assign_territory, name="assign_territory"),
    path("units/<int:unit_id>/territories/<int:territory_id>/end/", units.end_territory, name="end_territory"),
    path("units/<int:unit_id>/substitutions/", units.substitute, name="substitute"),
    path(
        "units/<int:unit_id>/substitutions/<int:substitution_id>/end/", units.end_substitution, name="end_substitution"
    ),
    path("programs/", tokens.tokens, name="tokens"),
    path("programs/<int:token_id>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("first-run/", setting_up.first_run, name="first_run"),
    path("first-run/template/", setting_up.template, name="first_run_template"),
    path("first-run/apply/", setting_up.apply, name="first_run_apply"),
]
