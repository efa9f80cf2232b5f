# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cross.sh - what `./dev arm64` and `./dev windows` do; dev reads it. Each has a Debian root of its own with a compiler for the
# other system.

arm64_packages=(gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross libc6-dev:arm64 libglib2.0-dev:arm64 libjson-glib-dev:arm64
  libopenblas-pthread-dev:arm64 meson ninja-build pkgconf gettext python3 qemu-user)
sve_tests=(statistics fusion style-statistics pass)
windows_packages=(gcc gcc-mingw-w64-x86-64-posix libc6-dev libgexiv2-dev libglib2.0-dev libjson-glib-dev libopenblas-dev libvips-dev
  liblcms2-dev meson ninja-build pkgconf python3)

cross_root () { # KIND PACKAGE...
  local name=$1
  shift
  find_cache
  kind=$name
  mb_download=300 mb_disk=1700
  lock "lock-$name"
  setup_root "$name-$standard_suite" "$standard_suite" "$@"
  unlock
  name_work
}

# The engine for 64-bit ARM, and its tests under qemu, on a processor without SVE. Then what multiplies is tested again on one
# with SVE of 512 bits, on which OpenBLAS 0.3.29 is wrong in cblas_ssyrk, which the engine therefore does not use.
test_arm64 () { # [TEST...]
  root_options+=(--architectures=amd64,arm64)
  cross_root arm64 "${arm64_packages[@]}"
  build build --cross-file "$repo/packaging/arm64.ini" -Dbuildtype=release -Dgimp=disabled -Dnst=disabled -Dmanual=disabled
  quietly "ninja tests" ninja -C "$work/build" all meson-test-prereq
  local status=0
  test_under_qemu neoverse-n1 "${@:---suite=engine}" || status=$?
  if [ "$#" = 0 ]; then test_under_qemu max,sve-default-vector-length=64 "${sve_tests[@]}" || status=$?; fi
  return "$status"
}

test_under_qemu () { # PROCESSOR MESON-ARGUMENT...
  say "On the processor $1:"
  inside env QEMU_CPU="$1" CHECK_EMULATED=1 meson test -C "$work/build" --no-rebuild --print-errorlogs --timeout-multiplier 20 "${@:2}" </dev/null
}

# The engine and nst for Windows, all objects.
compile_windows () {
  cross_root windows "${windows_packages[@]}"
  quietly "compiling for Windows" sh "$repo/packaging/windows-compile.sh" "$repo" "$work/windows"
  say "The engine and nst compile for Windows."
}
