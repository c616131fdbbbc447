import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

import django

from config.page_cache import PageCacheHandler

# What `get_wsgi_application` does, with another handler.
django.setup(set_prefix=False)
application = PageCacheHandler()
