from django.urls import include, path

from portal.views import (
    account,
    drafts,
    health,
    home,
    passkeys,
    people,
    record_of_processing,
    session,
    sign_in,
    statement,
    status,
    step_up,
    welcome,
)

# What both signed-in doors share.
door_urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/passkey/begin/", passkeys.sign_in_begin, name="sign_in_passkey_begin"),
    path("sign-in/passkey/complete/", passkeys.sign_in_complete, name="sign_in_passkey_complete"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("confirm/", step_up.step_up, name="step_up"),
    path("confirm/passkey/begin/", passkeys.step_up_begin, name="step_up_passkey_begin"),
    path("confirm/passkey/complete/", passkeys.step_up_complete, name="step_up_passkey_complete"),
    path("statement/", statement.statement, name="statement"),
    path("language/", home.language, name="language"),
]

welcome_urlpatterns = [
    path("second-factor/", welcome.second_factor, name="welcome_second_factor"),
    path("passkey/begin/", passkeys.welcome_begin, name="welcome_passkey_begin"),
    path("passkey/complete/", passkeys.welcome_complete, name="welcome_passkey_complete"),
    path("<str:token>/", welcome.welcome, name="welcome"),
]

account_urlpatterns = [
    path("", account.account, name="account"),
    path("authenticator/", account.authenticator_add, name="authenticator_add"),
    path("passkey/", account.passkey_add, name="passkey_add"),
    path("passkey/begin/", passkeys.add_begin, name="passkey_add_begin"),
    path("passkey/complete/", passkeys.add_complete, name="passkey_add_complete"),
    path("remove/<slug:kind>/<id:device_id>/", account.device_removal, name="device_remove"),
    path("recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("passphrase/", account.passphrase, name="passphrase"),
]

people_urlpatterns = [
    path("", people.people, name="people"),
    path("invite/", people.invite, name="person_invite"),
    path("<id:person_id>/", people.person, name="person"),
    path("<id:person_id>/roles/", people.roles, name="person_roles"),
    path("<id:person_id>/email/", people.email, name="person_email"),
    path("<id:person_id>/close/", people.deactivate, name="person_deactivate"),
    path("<id:person_id>/open/", people.activate, name="person_activate"),
    path("<id:person_id>/unlock/", people.unlock, name="person_unlock"),
    path("<id:person_id>/invite/", people.invite_again, name="person_invite_again"),
    path("<id:person_id>/passphrase/", people.new_passphrase, name="person_new_passphrase"),
    path("<id:person_id>/device/", people.new_device, name="person_new_device"),
    path("<id:person_id>/withdraw/", people.withdraw, name="person_withdraw"),
    path("<id:person_id>/confirm/", people.confirm, name="person_confirm"),
]

record_urlpatterns = [
    path("", record_of_processing.record_of_processing, name="record_of_processing"),
    path(
        "activities.csv",
        record_of_processing.record_of_processing_file,
        name="record_of_processing_file",
    ),
    path(
        "fields.csv",
        record_of_processing.record_of_processing_fields,
        name="record_of_processing_fields",
    ),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", include(account_urlpatterns)),
    path("people/", include(people_urlpatterns)),
    path("welcome/", include(welcome_urlpatterns)),
    path("statement/new/", statement.statement_new, name="statement_new"),
    path("status/", status.status, name="status"),
    path("record-of-processing/", include(record_urlpatterns)),
    path("session/", session.session, name="session"),
    path("drafts/", drafts.draft_save, name="draft_save"),
    path("drafts/discard/", drafts.draft_discard, name="draft_discard"),
    *door_urlpatterns,
]
