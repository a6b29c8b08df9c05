# Shared by scripts/demo and scripts/test; sourced, not run. Works without stdin and without asking.
#
# Installs from the distribution what is missing (Debian and Ubuntu) or says what is missing
# (elsewhere), builds into build/, and keeps a virtual environment in .venv/.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1
CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(getconf _NPROCESSORS_ONLN)}
CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$CMAKE_BUILD_PARALLEL_LEVEL}
export CMAKE_BUILD_PARALLEL_LEVEL CTEST_PARALLEL_LEVEL
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

# --- steps ----------------------------------------------------------------------------------

# show WHAT COMMAND…: says what it does, shows its output, and says how long it took.
show() {
  local what=$1 began=$SECONDS
  shift
  echo "==> $what"
  if "$@"; then
    echo "    done in $((SECONDS - began)) s"
  else
    echo "    FAILED after $((SECONDS - began)) s: $what" >&2
    exit 1
  fi
}

# quiet WHAT COMMAND…: the same, with the output in a log that is shown only when it fails.
quiet() {
  local log
  mkdir -p build/logs
  log=build/logs/$(echo "$1" | tr -cs '[:alnum:]\n' '-').log
  show "$1" logged "$log" "${@:2}"
}

logged() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 && return
  tail -n 200 "$log" >&2
  echo "    the whole log: $log" >&2
  return 1
}

# --- what must be there ---------------------------------------------------------------------

missing=()   # in words
packages=()  # of Debian and Ubuntu

# need WORDS PACKAGES CHECK…: notes what is missing.
need() {
  "${@:3}" >/dev/null 2>&1 && return
  missing+=("$1")
  read -ra names <<<"$2"
  packages+=("${names[@]}")
}

has_header() {
  [ -e "/usr/include/$1" ] || printf '#if !__has_include(<%s>)\n#error absent\n#endif\n' "$1" | c++ -x c++ -E -
}

has_compiler() {
  echo '#include <compare>' | c++ -std=c++20 -x c++ -fsyntax-only -
}

has_cmake() {
  printf '%s\n' "cmake version 3.25" "$(cmake --version | head -n 1)" | sort --check=quiet --version-sort
}

# A Python that can make a virtual environment and build a module for itself.
is_usable_python() {
  "$1" -c '
import os, sys, sysconfig, ensurepip, venv
header = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(sys.version_info < (3, 10) or not os.path.exists(header))'
}

find_python() {
  local python
  for python in python3 /usr/bin/python3 python3.{14..10}; do
    if is_usable_python "$python" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  return 1
}

find_clang() {
  local name
  for name in clang++ clang++-{21..14}; do
    command -v "$name" && return
  done
  return 1
}

needs_of_build() {
  need "a C++20 compiler (g++ 12 or later)" g++ has_compiler
  need "CMake 3.25 or later" cmake has_cmake
  need "Ninja" ninja-build command -v ninja
  need "the headers of Boost 1.74 or later (Spirit X3)" libboost-dev has_header boost/spirit/home/x3.hpp
  need "the headers of fmt" libfmt-dev has_header fmt/format.h
  need "the headers of Abseil" libabsl-dev has_header absl/container/inlined_vector.h
  need "the headers of OpenSSL 3" libssl-dev has_header openssl/evp.h
  need "the headers of SQLite 3.37 or later" libsqlite3-dev has_header sqlite3.h
  need "Python 3.10 or later, with its venv module and its headers" "python3 python3-venv python3-dev" find_python
}

needs_of_tests() {
  need "GoogleTest" libgtest-dev has_header gtest/gtest.h
  need "Google Benchmark" libbenchmark-dev has_header benchmark/benchmark.h
  need "clang 14 or later" clang find_clang
}

# require NEEDS…: installs what the functions named find missing, or ends with the whole list.
require() {
  look_for "$@"
  [ ${#missing[@]} -eq 0 ] && return
  if ! is_debian; then
    fail_for_missing "Install them with your system's package manager."
  fi
  if ! as_root true; then
    fail_for_missing "Without root or sudo this script cannot install them. As root: apt-get install ${packages[*]}"
  fi
  quiet "Installing ${packages[*]}" install_packages
  look_for "$@"
  [ ${#missing[@]} -eq 0 ] || fail_for_missing "This release of the system does not have them; Debian 12 and later do."
}

look_for() {
  local needs
  missing=() packages=()
  for needs in "$@"; do "$needs"; done
}

fail_for_missing() {
  echo "Missing on this system:" >&2
  printf '  - %s\n' "${missing[@]}" >&2
  echo "$1" >&2
  exit 1
}

is_debian() {
  command -v apt-get >/dev/null && grep -Eqs '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 2 ]; }; then
    sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else
    return 1
  fi
}

install_packages() {
  as_root apt-get update &&
    as_root apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "${packages[@]}"
}

# --- building -------------------------------------------------------------------------------

# build_preset PRESET [CMAKE OPTION…]: configures and builds build/PRESET.
build_preset() {
  cmake --preset "$@" && cmake --build --preset "$1"
}

# install_python EXTRA: the package with an extra, as `pip install` gives it, in .venv.
# Skipped while nothing that goes into it has changed.
install_python() {
  local stamp=.venv/installed-$1 sources
  sources=$(hash_of_sources)
  if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    quiet "Making the virtual environment .venv" fresh_venv
  fi
  if [ "$(cat "$stamp" 2>/dev/null)" = "$sources" ]; then
    echo "==> The Python package in .venv is up to date"
    return
  fi
  quiet "Installing the Python package with its $1 requirements into .venv" \
    .venv/bin/python -m pip install --config-settings=build-dir=build/wheel ".[$1]"
  rm -f .venv/installed-*
  echo "$sources" >"$stamp"
}

fresh_venv() {
  rm -rf .venv && "$(find_python)" -m venv .venv
}

hash_of_sources() {
  find CMakeLists.txt LICENSE README.md pyproject.toml bindings/python cmake include src \
    -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}
