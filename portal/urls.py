from django.urls import path

from portal.views import account, drafts, health, home, people, session, sign_in, statement, step_up

# What both signed-in doors share.
door_urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("confirm/", step_up.step_up, name="step_up"),
    path("statement/", statement.statement, name="statement"),
    path("language/", home.language, name="language"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", account.account, name="account"),
    path("people/", people.people, name="people"),
    path("people/<int:person_id>/close/", people.deactivate, name="person_deactivate"),
    path("people/<int:person_id>/open/", people.activate, name="person_activate"),
    path("people/<int:person_id>/unlock/", people.unlock, name="person_unlock"),
    path("session/", session.session, name="session"),
    path("drafts/", drafts.draft_save, name="draft_save"),
    path("drafts/discard/", drafts.draft_discard, name="draft_discard"),
    *door_urlpatterns,
]
