#!/usr/bin/env bash
# Makes the folder $1 of links to all programs on the PATH but those that some tests run for real,
# so that with PATH=$1 a machine has Go alone, as a newcomer's.
set -euo pipefail

mkdir -p "$1"
for dir in ${PATH//:/ }; do
  for program in "$dir"/*; do
    case ${program##*/} in
      redis-* | valkey-* | chrom* | google-chrome* | node* | npm | npx | prom* | buildah* | podman* | maria* | mysql* | postgres* | pg_* | psql | initdb | sshd | ssh-keygen) ;;
      *) [ ! -x "$program" ] || [ -e "$1/${program##*/}" ] || ln -s "$program" "$1/${program##*/}" ;;
    esac
  done
done
