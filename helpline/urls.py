from django.urls import path

from helpline import views

app_name = "helpline"
urlpatterns = [
    path("call-backs/", views.call_backs, name="call_backs"),
    path("call-backs/<uuid:call_back_id>/", views.call_back, name="call_back"),
    path("call-backs/<uuid:call_back_id>/step/", views.call_back_step, name="call_back_step"),
]
