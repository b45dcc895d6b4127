"""What `kubectl kustomize` makes of the folders in manifests/, as far as they use it: resources (files and folders),
namespace, and patches by strategic merge or JSON Patch (RFC 6902), inline or in a file, with or without a target.

So that every overlay is looked at on machines without kubectl, too; where a new enough kubectl is there, a test compares
the two.
"""

import copy
import re
from pathlib import Path

import yaml

CLUSTER_KINDS = {"Namespace", "ClusterRole", "ClusterRoleBinding"}
KEYS = {"apiVersion", "kind", "namespace", "resources", "patches"}
# The key by which the items of a list are told apart when lists are merged; other lists are replaced.
MERGE_KEYS = {"containers": "name", "volumes": "name", "volumeMounts": "mountPath", "env": "name"}


def documents(path: Path) -> list[dict]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document is not None]


def identity(item: dict) -> tuple[str, str]:
    return item["kind"], item["metadata"]["name"]


def render(folder: Path) -> list[dict]:
    spec = yaml.safe_load((folder / "kustomization.yaml").read_text())
    unknown = set(spec) - KEYS
    if unknown:
        raise ValueError(f"{folder}: this renderer does not know {sorted(unknown)}")
    items: list[dict] = []
    for resource in spec["resources"]:
        path = folder / resource
        items += render(path.resolve()) if path.is_dir() else documents(path)
    if len({identity(item) + (item["metadata"].get("namespace"),) for item in items}) != len(items):
        raise ValueError(f"{folder}: two objects of the same kind and name")
    for patch in spec.get("patches", []):
        items = patched(items, folder, patch)
    if "namespace" in spec:
        for item in items:
            if item["kind"] not in CLUSTER_KINDS:
                item["metadata"]["namespace"] = spec["namespace"]
    return items


def patched(items: list[dict], folder: Path, patch: dict) -> list[dict]:
    text = patch["patch"] if "patch" in patch else (folder / patch["path"]).read_text()
    change = yaml.safe_load(text)
    target = patch.get("target") or {"kind": change["kind"], "name": re.escape(change["metadata"]["name"])}
    out, found = [], False
    for item in items:
        if item["kind"] != target["kind"] or not re.fullmatch(target.get("name", ".*"), item["metadata"]["name"]):
            out.append(item)
            continue
        found = True
        item = copy.deepcopy(item)
        if isinstance(change, list):
            for operation in change:
                apply_operation(item, operation)
        elif change.get("$patch") == "delete":
            continue
        else:
            without_name = {key: value for key, value in change.items() if key not in ("apiVersion", "kind")}
            without_name["metadata"] = {key: value for key, value in change["metadata"].items() if key != "name"}
            merge(item, without_name)
        out.append(item)
    if not found:
        raise ValueError(f"{folder}: a patch for {target} finds nothing")
    return out


def apply_operation(item: dict, operation: dict) -> None:
    if operation["op"] != "add":
        raise ValueError(f"this renderer does not know the operation {operation['op']}")
    *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]]
    place = item
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place[part]
    value = copy.deepcopy(operation["value"])
    if isinstance(place, list):
        place.insert(len(place) if last == "-" else int(last), value)
    else:
        place[last] = value


def merge(into: dict, change: dict) -> None:
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            merge(into[key], value)
        elif isinstance(value, list) and key in MERGE_KEYS and key in into:
            merge_list(into[key], value, MERGE_KEYS[key])
        else:
            into[key] = copy.deepcopy(value)


def merge_list(into: list, change: list, key: str) -> None:
    for value in change:
        same = [item for item in into if item[key] == value[key]]
        if same:
            merge(same[0], value)
        else:
            into.append(copy.deepcopy(value))
