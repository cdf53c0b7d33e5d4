# A static binary and what it needs of a system: certificates, a folder for temporary files, no
# shell, no root. docs/deploy.md says how it is run.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath \
      -ldflags "-s -w -X main.version=${VERSION}" -o /image/trackreg ./cmd/trackreg
# For calls to 17TRACK, and for Redis and sources over TLS. Imports fetch into /tmp.
RUN mkdir -p /image/etc/ssl/certs \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && mkdir -m 1777 /image/tmp

FROM scratch
ARG VERSION=dev
LABEL org.opencontainers.image.title="trackreg" \
      org.opencontainers.image.description="Registers tracking numbers with 17TRACK" \
      org.opencontainers.image.source="https://github.com/trackreg/trackreg" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /image/ /
USER 65532:65532
EXPOSE 8080
# An account that may not call now is healthy. Where http.listen is "", turn this off.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/trackreg", "healthcheck"]
ENTRYPOINT ["/trackreg"]
CMD ["worker"]
