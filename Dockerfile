# What the browser loads, fetched with a Node that does not reach the final image.
FROM python:3.13-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc requirements-node.txt ./
COPY script/vendor.py script/
RUN python script/vendor.py

FROM python:3.13-slim
# What WeasyPrint draws with; libpangoft2 brings fontconfig and a font.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /data loadwell
WORKDIR /app
COPY requirements.txt constraints.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
COPY --from=front-end /app/static/vendor static/vendor
# Static files belong to the image; everything that is written belongs to /data.
ENV LOADWELL_MODE=production LOADWELL_VAR=/data STATIC_ROOT=/app/collected XDG_CACHE_HOME=/tmp/cache PYTHONUNBUFFERED=1
RUN SECRET_KEY=only-while-building python manage.py collectstatic --noinput --verbosity 0
USER loadwell
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0"]
