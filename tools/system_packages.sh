#!/usr/bin/env bash
# Installs the system packages that Qt, Xvfb, the PDF checks and the platform's tests need. Debian 12 and its kin.
set -u
packages=(
  python3-venv libpython3-dev binutils xvfb xauth openbox x11-utils imagemagick poppler-utils qpdf default-jre-headless chromium postgresql
  libegl1 libgl1 libopengl0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libfreetype6 libxcb1
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
  libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libx11-xcb1 libglib2.0-0
)
[ "$(uname)" = Linux ] || exit 0
command -v dpkg-query >/dev/null || { echo "Please install what these Debian packages hold: ${packages[*]}"; exit 0; }
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if sudo -n true 2>/dev/null; then sudo="sudo -n"; else
    echo "These system packages are missing and need an administrator: apt-get install ${missing[*]}"; exit 0; fi
fi
$sudo apt-get update -qq || true
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
  echo "apt could not install these packages; please install them by hand: ${missing[*]}"
