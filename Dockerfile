# syntax=docker/dockerfile:1
# An image of Carillon: docker build -t carillon .
#
# Another Java, or images of a registry of yours:
#   docker build --build-arg JRE_IMAGE=eclipse-temurin:25-jre-noble -t carillon .
# What runs it has to have bash and the libc of GNU, for which Netty's native parts are made; and openssl, as
# these have, for the health check of an admin port that speaks TLS.
ARG BUILD_IMAGE=maven:3.9.9-eclipse-temurin-17
ARG JRE_IMAGE=eclipse-temurin:17.0.15_6-jre-jammy

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml .
COPY src/main src/main
# What Maven has fetched is kept by the builder from one build to the next, and is part of no layer.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -q package -Dmaven.test.skip=true -Dspotless.check.skip=true \
    && jar -xf target/carillon.jar META-INF/native

# One jar, not a layer for libraries and one for the rest: it is the jar that the tests ran and that runs
# anywhere else, and an archive of classes fits one path only. That archive is new with each build and larger
# than the jar (60 MB of 97), so that layers of libraries would save a third of what is pulled at best.
FROM ${JRE_IMAGE}
LABEL org.opencontainers.image.title="Carillon" \
      org.opencontainers.image.description="A clustered WebSocket gateway" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY LICENSE /opt/carillon/
COPY --from=build /build/META-INF/native/ /opt/carillon/native/
COPY src/main/docker/ /opt/carillon/
COPY --from=build /build/target/carillon.jar /opt/carillon/
# By the very Java and at the very path that it is for. Needs loopback only.
RUN /opt/carillon/train.sh

# Configuration belongs here, if there is more than fits into the environment. Nothing is written there, nor
# anywhere but in /tmp, which may be noexec.
WORKDIR /etc/carillon
USER 10001:10001
# Clients, the second by TLS; backends and operators; other nodes: membership and publications.
EXPOSE 8080 8443 8090 5701 15701
# Whether its event loops answer. Whether to send clients there is another question: healthcheck.sh ready
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/opt/carillon/healthcheck.sh", "live"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/carillon/entrypoint.sh"]
CMD ["serve"]
