#!/bin/sh
# Playwright has Firefox end itself when a page's process dies; a visitor's goes on.
unset MOZ_CRASHREPORTER_SHUTDOWN
exec /usr/bin/firefox-esr "$@"
