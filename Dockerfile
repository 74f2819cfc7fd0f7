# syntax=docker/dockerfile:1

FROM rust:1-bookworm AS build
WORKDIR /src
COPY . .
# What `rollcall --version` says of the build, as in "0a1b2c3d4e5f, 2026-11-27".
ARG ROLLCALL_BUILD=""
RUN cargo build --release --locked --package rollcall-server

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/rollcall --create-home rollcall
COPY --from=build /src/target/release/rollcall /usr/local/bin/rollcall
USER rollcall
WORKDIR /var/lib/rollcall
VOLUME /var/lib/rollcall
ENV ROLLCALL_LISTEN=0.0.0.0:8080 \
    ROLLCALL_DATABASE_URL=sqlite:///var/lib/rollcall/rollcall.db
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["rollcall", "healthcheck"]
ENTRYPOINT ["rollcall"]
CMD ["serve"]
