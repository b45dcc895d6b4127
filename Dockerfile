# Both programs, one static file of them, and nothing else: no shell, no package manager, no C library.
#
#   scripts/image                                  as this project builds it: buildah, the same bytes each time
#   docker build -t srcip:0.1.0 .                  works too
#   docker buildx build --platform=linux/arm64 .   compiled on the builder's own processor: nothing is emulated
#
# BASE is where the compiler comes from; nothing of it but a few Debian packages' code gets into the image.
ARG BASE=docker.io/library/debian:12.12-slim

FROM --platform=$BUILDPLATFORM ${BASE} AS build
ARG TARGETARCH=amd64
COPY scripts/image-packages /src/scripts/
RUN /src/scripts/image-packages install "$TARGETARCH"
COPY CMakeLists.txt CMakePresets.json LICENSE /src/
COPY scripts /src/scripts
COPY include /src/include
COPY src /src/src
COPY echoserver /src/echoserver
COPY probe /src/probe
ARG VERSION=0.1.0
ARG SOURCE_DATE_EPOCH=0
RUN /src/scripts/image-fs "$TARGETARCH" "$VERSION" /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="srcip" \
      org.opencontainers.image.description="echoserver tells which source address arrived; sipprobe walks every way into a Kubernetes service and says who rewrote it" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /image/ /
# So that `kubectl exec POD -- sipprobe` finds it.
ENV PATH=/
# A number, since Kubernetes cannot tell whether a name is root's.
USER 65532:65532
EXPOSE 8080/tcp 8443/tcp 8081/udp 9090/tcp
HEALTHCHECK --interval=10s --timeout=3s CMD ["/echoserver", "healthcheck"]
ENTRYPOINT ["/echoserver"]
