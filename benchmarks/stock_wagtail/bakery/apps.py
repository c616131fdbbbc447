from django.apps import AppConfig


class BakeryConfig(AppConfig):
    name = "benchmarks.stock_wagtail.bakery"
    label = "bakery"
