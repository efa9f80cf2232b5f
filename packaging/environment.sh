# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# environment.sh - where all commands of dev work: this machine's own GIMP 3, or a Debian root in the cache folder, entered with
# bwrap; dev reads it, and has the lists of packages.

machine_has_base () {
  local library tool
  for tool in gcc meson ninja msgfmt pkg-config gimp-console; do
    command -v "$tool" >/dev/null || return 1
  done
  for library in "${libraries[@]}"; do
    pkg-config --exists "$library" || return 1
  done
  pkg-config --exists 'gexiv2 >= 0.14' || pkg-config --exists gexiv2-0.16
}

machine_has_test () {
  command -v xvfb-run >/dev/null && command -v clang-format >/dev/null && python3 -c 'import torch, numpy, PIL' 2>/dev/null
}

apt_offers_gimp3 () {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" = 0 ] && [ -z "$(find /var/lib/apt/lists -name '*Packages*' -print -quit)" ]; then
    # A fresh container has no lists yet.
    "${apt[@]}" -qq update || die "apt cannot bring its lists up to date. Is there a network?"
  fi
  [[ $(LC_ALL=C apt-cache policy libgimp-3.0-dev) == *"Candidate: "[0-9]* ]]
}

apt=(env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 apt-get -o APT::Sandbox::User=root -o Acquire::Retries=3
  --no-install-recommends -y)
can_be_root () { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null || { command -v sudo >/dev/null && [ -t 0 ]; }; }
as_root () { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# apt_install ENTER... -- PACKAGE...: installs packages where the command ENTER leads, and says first how much that is.
apt_install () {
  local enter=() size
  while [ "$1" != -- ]; do enter+=("$1"); shift; done
  shift
  if [ "${enter[0]}" = as_root ] && ! can_be_root; then
    die "this needs packages, installing them needs root, and there is no sudo to ask. Type as root: apt-get install $*"
  fi
  "${enter[@]}" "${apt[@]}" -qq update 2>"$cache/apt.log" || die "apt cannot bring its lists up to date. Is there a network?"
  size=$("${enter[@]}" "${apt[@]}" --print-uris install "$@" | awk '
    /^\047/ { n++; bytes += $3 }
    /additional disk space/ { disk = ", " $4 " " $5 " on disk" }
    END { printf "%d packages to download, %d MB%s", n, bytes / 1e6, disk }')
  say "Installing $*: $size."
  "${enter[@]}" "${apt[@]}" -o Dpkg::Use-Pty=0 install "$@" >"$cache/apt.log" 2>&1 </dev/null ||
    { tail -n 30 "$cache/apt.log" >&2; die "apt could not install $*; what it said stands above, and in $cache/apt.log."; }
}

need_tools () { # TOOL:PACKAGE...: installs the packages of the tools that are missing on this machine
  local pair missing=()
  for pair in "$@"; do
    [ -e "${pair%%:*}" ] || command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "please install ${missing[*]} and try again."
  apt_install as_root -- "${missing[@]}"
}

need_root_tools () { # what makes a Debian root, unless it is there, and what enters it
  local tools=(bwrap:bubblewrap)
  if [ ! -d "$root" ]; then
    tools+=(mmdebstrap:mmdebstrap /usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring)
    if [ "$(id -u)" != 0 ]; then tools+=(newuidmap:uidmap); fi
  fi
  need_tools "${tools[@]}"
}

need_space () { # FOLDER MB
  local free
  free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
  [ "$free" -ge "$2" ] || die "$1 has $free MB free, and this needs $2 MB. Make room, or point XDG_CACHE_HOME to another disk."
}

# Whether bwrap may make namespaces here, and what to do if not.
need_namespaces () {
  local reason advice="Run dev on a machine with GIMP 3 of its own (Debian 13, Ubuntu 25.04 or later)"
  reason=$(bwrap "${user_namespace[@]}" --unshare-pid --ro-bind / / --dev /dev --proc /proc true 2>&1) && return
  if [ "$(id -u)" != 0 ]; then
    if [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null)" = 1 ]; then
      advice="Type: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    elif [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ]; then
      advice="Type: sudo sysctl kernel.unprivileged_userns_clone=1"
    fi
  else
    advice+=", or give this container the right to make namespaces (docker run --privileged)"
  fi
  die "this machine forbids the namespaces that bwrap needs ($reason). $advice."
}

remove_tree () { # never crosses into another file system, and never touches a folder that something is mounted in
  [ -e "$1" ] || return 0
  if awk -v d="$1/" 'index ($5 "/", d) == 1 { found = 1 } END { exit !found }' /proc/self/mountinfo; then
    die "something is mounted in $1: unmount it first."
  fi
  rm -rf --one-file-system -- "$1"
}

# Makes the root $root of Debian's $suite, under a temporary name, and renames it when it is whole.
make_root () { # PACKAGE...
  local new=$root.new.$$ scratch=/var/tmp packages=$* options list
  case $(uname -m) in
    x86_64 | aarch64) ;;
    *) die "there is no ready-made environment for $(uname -m): please install GIMP 3 with its development files." ;;
  esac
  say "Making a root of Debian $suite in $root (once):"
  say "about $mb_download MB to download, $mb_disk MB on disk, a few minutes."
  for list in "$root".new.*; do remove_tree "$list"; done # of a run that was killed
  need_space "$cache" "$mb_disk"
  trap 'remove_tree "$root.new.$$"' EXIT
  options=(--variant=apt --dpkgopt=force-unsafe-io --aptopt='Acquire::Retries "3"' "${root_options[@]}")
  if [ -n "$packages" ]; then options+=(--include="${packages// /,}"); fi
  if [ "$(id -u)" = 0 ]; then
    # What it mounts in there is seen by nobody else, and gone when it is.
    unshare --mount mmdebstrap --mode=root "${options[@]}" "$suite" "$new" >&2 </dev/null || no_root
  else
    # By way of a tar file, so that every file belongs to the user, who can then delete them with a plain rm.
    need_space "$scratch" "$mb_disk"
    mkdir "$new"
    TMPDIR=$scratch HOME=/ mmdebstrap --mode=unshare "${options[@]}" "$suite" - </dev/null |
      tar -C "$new" -x --exclude='./dev/*' || no_root
  fi
  printf '%s\n' "$@" >"$new/.packages"
  mv -T "$new" "$root"
  trap - EXIT
}

# Makes the root NAME of a Debian suite in the cache folder, or adds the packages that it lacks; then $sandbox and
# $administer lead into it.
setup_root () { # NAME SUITE PACKAGE...
  local suite=$2 # which is not to stay so for who sets up another one then
  root=$cache/$1
  shift 2
  need_root_tools
  describe_sandbox
  need_namespaces
  if [ ! -d "$root" ]; then make_root "$@"; fi
  extend_root "$@"
}

no_root () { die "the Debian root could not be made; what stopped it stands above. Is there a network? Run the same command again to retry."; }

# Installs what a longer package list asks for beyond what the root was made with.
extend_root () { # PACKAGE...
  local missing
  missing=$(printf '%s\n' "$@" | grep -vxFf "$root/.packages" || true) # an empty line, if nothing is asked for
  [ -n "$missing" ] || return 0
  need_space "$root" "${test_mb[1]}"
  "${administer[@]}" dpkg --configure -a >&2 # of a run that was killed
  # shellcheck disable=SC2086
  apt_install "${administer[@]}" -- $missing
  "${administer[@]}" apt-get clean
  printf '%s\n' "$missing" >>"$root/.packages"
}

# The arguments of bwrap: the root's system, and the person's own folders at their own paths.
describe_sandbox () {
  local path
  user_namespace=()
  if [ "$(id -u)" != 0 ]; then user_namespace=(--unshare-user --uid 0 --gid 0); fi
  sandbox=("${user_namespace[@]}" --unshare-pid --die-with-parent --bind "$root" / --proc /proc --dev /dev --tmpfs /run
    --bind /tmp /tmp --ro-bind-try /sys/devices/system/cpu /sys/devices/system/cpu
    --ro-bind "$(realpath /etc/resolv.conf)" /etc/resolv.conf)
  for path in "${HOME:-}" "$cache" "$here" "$repo" "$(dirname "$repo")/shared"; do show "$path"; done
  # The display's socket and key, where they do not lie in /tmp and the home folder.
  for path in "${XDG_RUNTIME_DIR:-}/${WAYLAND_DISPLAY:-}" "${XAUTHORITY:-}"; do
    if [ -e "$path" ] && [ ! -d "$path" ]; then sandbox+=(--ro-bind "$path" "$path"); fi
  done
  sandbox+=(--chdir "$here")
  administer=(bwrap "${sandbox[@]}" --cap-add ALL --setenv PATH /usr/sbin:/usr/bin:/sbin:/bin)
}

# Makes a folder of the machine visible in the root at its own path; the root has system folders of its own.
show () {
  case $1/ in
    // | /usr/* | /etc/* | /bin/* | /sbin/* | /lib/* | /lib64/* | /dev/* | /proc/* | /sys/* | /run/*) ;;
    *) if [ -d "$1" ]; then sandbox+=(--bind "$1" "$1"); fi ;;
  esac
}

find_cache () {
  mkdir -p "$cache" || die "$cache cannot be made: point XDG_CACHE_HOME to a folder that you can write to."
  cache=$(cd "$cache" && pwd -P)
}

# One dev at a time sets up what all share, until unlock. Other suites' roots have locks of their own.
lock () { # NAME
  exec {locked}>"$cache/$1"
  flock -n "$locked" || { say "Waiting for another dev that is setting up ..."; flock "$locked"; }
}

unlock () { exec {locked}>&-; }

# setup base|test: after it, `inside COMMAND...` runs a command in the environment.
setup () {
  local wanted=("${base_packages[@]}")
  mb_download=${base_mb[0]} mb_disk=${base_mb[1]}
  if [ "$1" = test ]; then
    wanted+=("${test_packages[@]}")
    mb_download=$((mb_download + test_mb[0])) mb_disk=$((mb_disk + test_mb[1]))
  fi
  find_cache
  sandbox=() administer=()
  if [ "$suite" != "$standard_suite" ]; then
    kind=$suite
    lock "lock-$suite"
    mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | grep -vxF "$(printf '%s\n' "${standard_only[@]}")")
    setup_root "debian-$suite" "$suite" "${wanted[@]}"
    unlock
    name_work
    return
  fi
  lock lock
  if machine_has_base && { [ "$1" = base ] || machine_has_test; }; then
    kind=machine
  elif apt_offers_gimp3 && { can_be_root || ! machine_has_base; }; then
    kind=machine
    apt_install as_root -- "${wanted[@]}"
  elif machine_has_base; then
    kind=machine
    say "Some tests will be skipped: this machine has no PyTorch for Python, xvfb-run or clang-format."
  else
    kind=debian
    say "This machine has no GIMP 3."
    setup_root "debian-$suite" "$suite" "${wanted[@]}"
  fi
  unlock
  name_work
}

# Where what is built of this repository goes, in the environment $kind.
name_work () {
  work=$cache/$(basename "$repo")-$(printf %s "$repo" | cksum | cut -d' ' -f1)-$kind
  mkdir -p "$work/home"
}

# Runs a command in the environment, with the plug-in's own GIMP profile and `nst` on the path.
inside () {
  local name settings=(HOME="$work/home" XDG_CONFIG_HOME="$work/home/.config" XDG_CACHE_HOME="$work/home/.cache"
    XDG_DATA_HOME="$work/home/.local/share" GIMP3_DIRECTORY="$work/gimp" NO_AT_BRIDGE=1
    XAUTHORITY="${XAUTHORITY:-${HOME:-}/.Xauthority}")
  if [ "$kind" = machine ]; then
    env "${settings[@]}" PATH="$work/installed/bin:$PATH" "$@"
    return
  fi
  settings+=(PATH="$work/installed/bin:/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8)
  # Of the person's own environment only what says something about this run: a host's PYTHONPATH or CFLAGS would mislead.
  for name in TERM CI DISPLAY WAYLAND_DISPLAY XDG_RUNTIME_DIR http_proxy https_proxy no_proxy \
    OPENBLAS_NUM_THREADS OMP_NUM_THREADS ${!NST_*} ${!MESON_*} ${!G_*} ${!GIMP_*} ${!ASAN_*} ${!UBSAN_*} ${!TSAN_*}; do
    if [ -n "${!name:-}" ]; then settings+=("$name=${!name}"); fi
  done
  bwrap "${sandbox[@]}" --clearenv -- /usr/bin/env "${settings[@]}" "$@"
}
