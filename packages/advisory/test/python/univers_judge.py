"""Answers questions about versions: univers, the implementation of VERS by its authors, and the semver package that it needs.

Standard input is a JSON list of questions, each a list that begins with its kind:
  ["compare", TYPE, A, B]      -1, 0 or 1
  ["contains", VERS, VERSION]  true or false
  ["valid", VERS]              true
  ["semver", A, B]             -1, 0 or 1, by the semver package
Standard output is the list of answers; null stands for an error.
"""

import json
import sys

import semver
from univers.version_range import RANGE_CLASS_BY_SCHEMES, VersionRange


def compare(type, a, b):
    make = RANGE_CLASS_BY_SCHEMES[type].version_class
    first, second = make(a), make(b)
    return -1 if first < second else 1 if first > second else 0


def contains(vers, version):
    type = vers[len("vers:") : vers.index("/")]
    return RANGE_CLASS_BY_SCHEMES[type].version_class(version) in VersionRange.from_string(vers)


def valid(vers):
    VersionRange.from_string(vers, validate=True)
    return True


def by_semver(a, b):
    return semver.Version.parse(a).compare(semver.Version.parse(b))


KINDS = {"compare": compare, "contains": contains, "valid": valid, "semver": by_semver}


def answer(kind, *parts):
    try:
        return KINDS[kind](*parts)
    except Exception:
        return None


json.dump([answer(*question) for question in json.load(sys.stdin)], sys.stdout)
