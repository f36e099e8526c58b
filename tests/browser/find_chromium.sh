#!/bin/sh
# A Chromium for the browser tests: found, or installed with apt where that is possible, or one command to type.
set -u
for name in "${QUIZ_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Browser tests: installing Debian's chromium …"
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >/dev/null 2>&1 && exit 0
fi
echo "Browser tests need Chromium. Type: sudo apt install chromium   (or set QUIZ_TEST_CHROMIUM=/path/to/chrome)" >&2
exit 1
