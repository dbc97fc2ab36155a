#!/bin/sh
# Make sure that a browser is there for the browser tests: an installed Chrome or Chromium, else
# Debian's chromium where apt may be used, else Playwright's own download. Without any, they skip.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "No Chrome or Chromium found: installing Debian's chromium for the browser tests."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
"$1/python" -m playwright install chromium >/dev/null 2>&1 ||
    echo "No browser could be installed: the browser tests will be skipped."
exit 0
