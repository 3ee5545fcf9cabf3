"""Scores CVSS vectors with the Python package cvss of Red Hat.

Standard input is a JSON list of vectors, standard output the list of answers: [base score, severity], or null where the vector is none.
The severity of version 2 is null.
"""

import json
import sys

from cvss import CVSS2, CVSS3, CVSS4
from cvss.constants4 import METRICS_MANDATORY


def by_4(vector):
    CVSS4(vector)  # the whole of it must be valid
    prefix, *metrics = vector.split("/")
    base = [metric for metric in metrics if metric.split(":")[0] in METRICS_MANDATORY]
    found = CVSS4("/".join([prefix, *base]))
    return [float(found.base_score), found.severity.lower()]


def by_3(vector):
    found = CVSS3(vector)
    return [float(found.base_score), found.severities()[0].lower()]


def answer(vector):
    try:
        if vector.startswith("CVSS:4.0/"):
            return by_4(vector)
        if vector.startswith("CVSS:3."):
            return by_3(vector)
        return [float(CVSS2(vector).base_score), None]
    except Exception:
        return None


json.dump([answer(vector) for vector in json.load(sys.stdin)], sys.stdout)
