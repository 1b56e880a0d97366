# syntax=docker/dockerfile:1
# One image for every role of the studio; what a container does is its command (deploy/compose.yaml).
# `python -m tests.deploy` (`make roles`) runs these very steps and commands without a container engine.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src

# The runtime environment gets no pip: nothing is to be installed into it later.
RUN python -m venv --without-pip /opt/adgen
COPY requirements.txt ./
RUN python -m pip --python /opt/adgen/bin/python install --require-hashes -r requirements.txt

COPY bin/ffmpeg /opt/ffmpeg
RUN python /opt/ffmpeg/bring.py

COPY deploy/requirements-build.txt ./deploy/
RUN python -m pip install --require-hashes -r deploy/requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY adgen_dagster ./adgen_dagster
COPY telegram_gateway ./telegram_gateway
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /src/wheels . \
    && python -m pip --python /opt/adgen/bin/python install --no-deps --no-index /src/wheels/*.whl


FROM python:3.11-slim-bookworm
# Pillow looks for FriBidi when it starts: captions in Arabic, Hebrew, Hindi or Thai need it.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libfribidi0=1.0.* \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-log-init --no-create-home --home-dir /srv/adgen \
        --shell /usr/sbin/nologin adgen \
    && install --directory /srv/adgen /etc/adgen \
    && install --directory --owner adgen --group adgen /srv/adgen/storage /var/tmp/adgen
COPY --from=build /opt/adgen /opt/adgen
COPY --from=build /opt/ffmpeg /opt/ffmpeg
COPY deploy/dagster-webserver /opt/adgen/bin/dagster-webserver
COPY deploy/dagster-daemon /opt/adgen/bin/dagster-daemon
COPY deploy/dagster.yaml /srv/adgen/dagster.yaml
COPY deploy/workspace.yaml /etc/adgen/workspace.yaml

ENV PATH=/opt/adgen/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    DAGSTER_HOME=/srv/adgen \
    ADGEN_SCRATCH_DIR=/var/tmp/adgen \
    ADGEN_CODE_HOST=code \
    FFMPEG_PATH=/opt/ffmpeg/ffmpeg \
    FFPROBE_PATH=/opt/ffmpeg/ffprobe
WORKDIR /srv/adgen
USER 10001:10001
CMD ["adgen", "doctor"]
