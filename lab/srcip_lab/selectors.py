"""labelSelector and fieldSelector of list requests → predicates. Pure."""

import re

_KEY = r"[A-Za-z0-9][-A-Za-z0-9_./]*"
_SET = re.compile(rf"({_KEY})\s+(in|notin)\s+\(([^()]*)\)")
_EQUALITY = re.compile(rf"({_KEY})\s*(=|==|!=)\s*([-A-Za-z0-9_.]*)")
_EXISTS = re.compile(rf"(!?)\s*({_KEY})")
_FIELD = re.compile(r"([^=!]+)(=|==|!=)(.*)")
_POD_FIELDS = ("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "status.phase", "status.podIP")


class BadSelector(ValueError):
    """The message is what the API server's 400 says."""


def labels(text):
    """labelSelector → predicate over objects."""
    requirements = [_label_requirement(part.strip()) for part in re.split(r",(?![^()]*\))", text) if part.strip()]
    return lambda obj: all(holds(obj["metadata"].get("labels") or {}) for holds in requirements)


def _label_requirement(text):
    match = _SET.fullmatch(text)
    if match:
        key, operator, values = match[1], match[2], {value.strip() for value in match[3].split(",")}
        # As != does, notin holds where the label is absent.
        return lambda found: (found.get(key) in values) == (operator == "in")
    match = _EQUALITY.fullmatch(text)
    if match:
        key, operator, value = match.groups()
        return lambda found: (found.get(key) == value) == (operator != "!=")
    match = _EXISTS.fullmatch(text)
    if match:
        return lambda found: (match[2] in found) == (not match[1])
    raise BadSelector(f"unable to parse requirement: {text!r}")


def fields(text, resource):
    """fieldSelector → predicate over objects of `resource`."""
    requirements = [_field_requirement(part, resource) for part in text.split(",") if part]
    return lambda obj: all(holds(obj) for holds in requirements)


def _field_requirement(text, resource):
    match = _FIELD.fullmatch(text)
    if not match:
        raise BadSelector(f"invalid selector: {text!r}; can't understand {text!r}")
    path, operator, value = match.groups()
    known = ("metadata.name", "metadata.namespace", *(_POD_FIELDS if resource == "pods" else ()))
    if path not in known:
        raise BadSelector(f"field label not supported: {path}")
    return lambda obj: (_lookup(obj, path) == value) == (operator != "!=")


def _lookup(obj, path):
    for key in path.split("."):
        obj = obj.get(key, {}) if isinstance(obj, dict) else {}
    return obj if isinstance(obj, str) else ""
