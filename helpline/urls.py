from django.urls import path

from helpline import views

app_name = "helpline"
urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/find/", views.letter_find, name="letter_find"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("letters/<uuid:letter_id>/step/", views.letter_step, name="letter_step"),
]
