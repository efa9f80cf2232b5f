# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# package.sh - what `./dev package` does; dev reads it. Each package is built from the commit that is checked out, in a clean
# Debian root that holds only what the package says it needs, without a network, at the same path on every machine and with the
# commit's date: so that two builds of a commit give the same bytes, which is compared. Then they are tried as a person would.

# The suites of Debian that the packages are built for, in whose clean roots they are installed then. In the first of them, all
# else is built.
package_suites=(trixie forky)
package_suite=${package_suites[0]}
# The binary archive is linked with the C library of this one.
old_suite=bookworm

package_packages=(build-essential debhelper lintian meson pkgconf gettext cmark-gfm libgimp-3.0-dev libopenblas-dev
  libgexiv2-dev libjson-glib-dev libvips-dev liblcms2-dev python3 man-db)
flatpak_packages=(appstream flatpak-builder gimp libgfortran-14-dev)
old_packages=(gcc libc6-dev ninja-build pkgconf gettext libopenblas-pthread-dev libgfortran-12-dev python3 cmark-gfm)

# ---- Roots ---------------------------------------------------------------------------------------

# build_root [SUITE]: the root that Debian's packages are built in, or the first of them, in which there is Flatpak as well.
build_root () {
  local suite=${1:-$package_suite} packages=("${package_packages[@]}")
  if [ "$suite" = "$package_suite" ]; then packages+=("${flatpak_packages[@]}"); fi
  package_root "package-$suite" "$suite" "${packages[@]}"
}

# package_root NAME SUITE PACKAGE...: makes the root, and lets `in_root` lead into it.
package_root () {
  mb_download=300 mb_disk=2000
  lock "lock-$1"
  setup_root "$@"
  mkdir -p "$root/build" "$root/sdk/usr"
  unlock
}

# in_root [BWRAP-OPTION...] -- COMMAND...: the root as it is made, the folder /build, and nothing else of this machine.
in_root () {
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  bwrap "${user_namespace[@]}" --unshare-pid --unshare-net --die-with-parent --ro-bind "$root" / --proc /proc --dev /dev \
    --tmpfs /tmp --tmpfs /run --bind "$building" /build --chdir /build "${options[@]}" --clearenv \
    --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /tmp --setenv LANG C.UTF-8 --setenv TZ "$time_zone" \
    --setenv SOURCE_DATE_EPOCH "$epoch" -- "$@"
}

# step NAME COMMAND...: says what it does, and shows what the command said only if it fails.
step () {
  local what=$1
  log=${1,,} # for who calls, too
  log=$work/${log//[^a-z0-9]/-}.log
  shift
  say "$what ..."
  "$@" >"$log" 2>&1 </dev/null || { tail -n 60 "$log" >&2; die "$what: failed; all that it said is in $log."; }
}

new_building () { # NAME
  building=$work/$1
  remove_tree "$building"
  mkdir -p "$building"
}

# ---- Packages ------------------------------------------------------------------------------------

# write_archive TARGET [PATTERN...]: git's own archive, which is the same each time; what `meson dist` makes has the time of its
# making in it. It is packed in the root, by the same xz everywhere.
write_archive () {
  local target=$1
  shift
  git -C "$repo" -c tar.umask=0022 archive --format=tar --prefix="style-transfer-$version/" HEAD "$@" |
    in_root -- xz -6 -T1 >"$target"
}

make_source () {
  new_building package-source
  build_root
  write_archive "$dist/$archive"
}

unpack_source () { # FOLDER
  mkdir -p "$1"
  tar -C "$1" --strip-components=1 -xf "$dist/$archive"
}

make_debian () {
  local name
  for name in "${package_suites[@]}"; do make_debian_for "$name"; done
}

# Each suite has its own libraries. The packages of another than the first are built of the same source, as Debian does when
# libraries have changed: with a version of their own, and with the same package of data.
make_debian_for () { # SUITE
  local source goal=()
  new_building package-debian
  build_root "$1"
  source=$building/gimp-style-transfer-$version
  unpack_source "$source"
  # The same archive without Debian's own folder, of which Debian has an archive of its own.
  write_archive "$building/gimp-style-transfer_$version.orig.tar.xz" ':(exclude)debian'
  if [ "$1" != "$package_suite" ]; then
    goal=(-B)
    debian_rebuild_entry "$1" "$source/debian/changelog" >"$building/changelog"
    mv "$building/changelog" "$source/debian/changelog"
  fi
  step "Building the packages for Debian $1" in_root --chdir "/build/gimp-style-transfer-$version" -- \
    dpkg-buildpackage -us -uc "${goal[@]}"
  step "lintian on Debian $1" in_root -- sh -c 'lintian --fail-on error,warning --display-info ./*.changes'
  grep '^[EWI]:' "$log" >&2 || true
  rm -f "$building"/*-dbgsym_*
  find "$building" -maxdepth 1 -name '*.deb' -exec mv {} "$dist/" \;
  if [ "$1" = "$package_suite" ]; then
    mv "$building"/*.dsc "$building"/*.debian.tar.xz "$building"/*.orig.tar.xz "$dist/"
  fi
}

# debian/changelog with one more entry, for a build of the same source in another suite.
debian_rebuild_entry () { # SUITE CHANGELOG
  awk -v suite="$1" -v date="$(LC_ALL=C date -u -R -d "@$epoch")" '
    NR == 1 { sub (/\)/, "+" suite "1)"); sub (/;.*/, "; urgency=medium, binary-only=yes"); first = $0 }
    /^ -- / && !by { by = $0; sub (/  .*/, "", by) }
    END { printf "%s\n\n  * Built for Debian %s; the source is the same.\n\n%s  %s\n\n", first, suite, by, date }
  ' "$2"
  cat "$2"
}

make_zip () {
  local sdk
  new_building package-zip
  build_root
  sdk=$root
  package_root "package-$old_suite" "$old_suite" "${old_packages[@]}"
  unpack_source "$building/source"
  step "Building the binary archive" in_root --ro-bind "$sdk/usr" /sdk/usr -- sh -e source/packaging/zip/build.sh
  step "What the program needs" in_root -- python3 source/packaging/zip/check_program.py \
    folder/style-transfer/style-transfer
  in_root -- python3 source/packaging/zip/make_zip.py folder "style-transfer-$version-linux-x86_64.zip"
  mv "$building/style-transfer-$version-linux-x86_64.zip" "$dist/"
}

make_flatpak () {
  local name=org.gimp.GIMP.Plugin.StyleTransfer
  new_building package-flatpak
  build_root
  cp "$repo/packaging/flatpak/flathub.json" "$building/"
  sed -e "s|@ARCHIVE@|$archive|; s|@SHA256@|$(sha256sum "$dist/$archive" | cut -d' ' -f1)|" \
    "$repo/packaging/flatpak/$name.json.in" >"$building/$name.json"
  step "flatpak-builder reads the manifest" in_root -- flatpak-builder --show-manifest "$name.json"
  mkdir -p "$dist/flatpak"
  cp "$building/$name.json" "$building/flathub.json" "$dist/flatpak/"
  cp "$dist/$archive" "$dist/flatpak/"
}

# Builds it all once more, with other habits of the machine and at another time, and compares.
compare_builds () {
  local first=$dist again=$work/again
  remove_tree "$again"
  mkdir -p "$again"
  (
    umask 0002
    # shellcheck disable=SC2030 # for this build only
    dist=$again time_zone=ELSEWHERE-13:30
    for name in source debian zip flatpak; do "make_$name"; done
    write_sums
  )
  diff "$first/SHA256SUMS" "$again/SHA256SUMS" >&2 ||
    die "two builds of the same commit differ: see $first and $again."
  say "Two builds of this commit are the same, byte for byte."
  remove_tree "$again"
}

write_sums () {
  (cd "$dist" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
}

# ---- Trying them as a person would ---------------------------------------------------------------

# try_in_clean_root SUITE WHAT SCRIPT: runs the script in a copy of a clean root, with a network, in the folder $building.
try_in_clean_root () {
  local tried=$work/try-$1 what="Debian $1 $2"
  package_root "clean-$1" "$1"
  remove_tree "$tried"
  cp -a "$root" "$tried"
  mkdir -p "$cache/archives-$1/partial"
  root=$tried
  describe_sandbox
  step "$what" bwrap "${user_namespace[@]}" --unshare-pid --die-with-parent --cap-add ALL \
    --bind "$root" / --proc /proc --dev /dev --tmpfs /tmp --tmpfs /run --bind "$building" /build --chdir /build \
    --bind "$cache/archives-$1" /var/cache/apt/archives --ro-bind "$(realpath /etc/resolv.conf)" /etc/resolv.conf \
    --clearenv --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin --setenv HOME /root --setenv LANG C.UTF-8 \
    --setenv DEBIAN_FRONTEND noninteractive -- sh -e "$3"
  grep -E '^(GIMP|GNU Image|nst) ' "$log" >&2 || true
  remove_tree "$tried"
}

# Leaves what has been painted to be looked at.
keep_paintings () { # NAME FOLDER
  local picture
  mkdir -p "$painted"
  for picture in "$2"/out.*; do
    cp "$picture" "$painted/$1.${picture##*.}"
    say "Painted: $painted/$1.${picture##*.}"
  done
}

# Those that were built for the suite, with the data, which all share.
copy_packages () { # SUITE
  local mark=
  if [ "$1" != "$package_suite" ]; then mark=+${1}1; fi
  cp "$dist"/style-transfer-data_*.deb "$dist"/gimp-style-transfer_*-[0-9]"$mark"_*.deb "$dist"/nst_*-[0-9]"$mark"_*.deb "$building/"
}

# Installed by apt, GIMP paints by the README's one-liner, `nst` paints, and what is left after all is removed is nothing.
try_debian () { # SUITE
  new_building package-try
  unpack_source "$building/source"
  copy_packages "$1"
  try_in_clean_root "$1" "packages: installing, painting, removing" source/packaging/debian-try.sh
  keep_paintings "debian-$1" "$building/painted"
}

# Extracted into a folder of plug-ins of one's own, in the environment of the demo, of which nothing else is to know here.
try_zip () (
  place=$work/try-zip
  setup base
  remove_tree "$place"
  mkdir -p "$place/profile/plug-ins"
  python3 "$repo/packaging/zip/extract.py" "$dist/style-transfer-$version-linux-x86_64.zip" "$place/profile/plug-ins"
  mkdir -p "$place/source"
  unpack_source "$place/source"
  # shellcheck disable=SC2016
  step "GIMP paints with the extracted archive" inside env GIMP3_DIRECTORY="$place/profile" AUTOPKGTEST_TMP="$place" \
    sh -ec 'cd "$1"; exec debian/tests/one-line' sh "$place/source"
  keep_paintings zip "$place"
)

# The plug-in's module of the manifest, built with its options where GIMP is no Flatpak.
try_flatpak () {
  new_building package-flatpak
  build_root
  mkdir -p "$root/app" "$building/app"
  unpack_source "$building/source"
  cp "$dist"/flatpak/*.json "$building/"
  step "The Flatpak's module: building, painting" in_root --bind "$building/app" /app -- \
    sh -e source/packaging/flatpak/try.sh org.gimp.GIMP.Plugin.StyleTransfer.json
  keep_paintings flatpak "$building/painted"
}

# In a copy of a clean root: what the README says to who builds from the source, and GIMP and `nst` as they are installed then.
try_source () { # SUITE
  new_building package-try
  unpack_source "$building/source"
  try_in_clean_root "$1" "from the source: installing, painting" source/packaging/source-try.sh
  keep_paintings "source-$1" "$building/painted"
}

# ---- The whole -----------------------------------------------------------------------------------

package () { # [source|debian|zip|flatpak|compare|try]...
  local steps=("$@") name reason time_zone=UTC
  [ "$#" -gt 0 ] || steps=(source debian zip flatpak compare try)
  find_cache
  need_tools git:git xz:xz-utils python3:python3
  reason=$(git -C "$repo" rev-parse HEAD 2>&1) ||
    die "packages are made from a commit, and git finds none in $repo ($reason). Clone the repository with git."
  kind=package user_namespace=() sandbox=() administer=()
  name_work
  painted=$work/painted
  version=$(sed -n "s/^ *version: '\(.*\)',/\1/p" "$repo/meson.build" | head -n 1)
  epoch=$(git -C "$repo" log -1 --format=%ct)
  archive=style-transfer-$version.tar.xz
  dist=$repo/dist
  if [ "$#" = 0 ]; then remove_tree "$dist"; fi
  mkdir -p "$dist"
  [ -z "$(git -C "$repo" status --porcelain)" ] || say "What is not committed is not in the packages."
  ! grep -q '^## Unreleased' "$repo/CHANGELOG.md" || say "For a release, what CHANGELOG.md has under Unreleased gets the version's heading."
  for name in "${steps[@]}"; do
    case $name in
      source | debian | zip | flatpak) "make_$name" ;;
      compare) compare_builds ;;
      try)
        for name in "${package_suites[@]}"; do try_debian "$name"; done
        try_zip
        try_source "$package_suite"
        try_flatpak
        ;;
      debian-*) make_debian_for "${name#debian-}" ;;
      try-zip) try_zip ;;
      try-flatpak) try_flatpak ;;
      try-source) try_source "$package_suite" ;;
      try-*) try_debian "${name#try-}" ;;
      *) die "there is no package '$name': say source, debian, zip, flatpak, compare or try." ;;
    esac
    write_sums
  done
  say "In $dist:"
  cat "$dist/SHA256SUMS"
}
