# One image; DOORS decides which doors a container answers for.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/app/site:/app \
    DJANGO_SETTINGS_MODULE=config.settings.production DATA_DIR=/data KEYS_DIR=/run/secrets
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN useradd --system --uid 10001 portal && mkdir /data && chown portal /data
USER portal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "config.wsgi:application"]
