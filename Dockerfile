# A static binary and nothing else: about the size of the binary, no shell, no root.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata \
      -ldflags "-s -w -X main.version=${VERSION}" -o /trackreg ./cmd/trackreg

FROM scratch
# For calls to 17TRACK, and for Redis and sources over TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /trackreg /trackreg
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/trackreg"]
CMD ["worker"]
