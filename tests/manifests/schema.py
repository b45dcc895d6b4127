"""The fields of the Kubernetes kinds in manifests/, as far as they are used there. A key that stands here neither is
unknown to the API or new to these manifests: both are worth a look (https://kubernetes.io/docs/reference/kubernetes-api/).

A type is "str", "int", "bool", "port" (number or name), "quantity", "percent" (number or percentage), a set of allowed
strings, [type] for a list, {"field": type} for an object ("field!" is required), Map(type) for one with free keys.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Map:
    of: object


NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
QUANTITY = re.compile(r"[0-9]+(m|Ki|Mi|Gi)?")

META = {"name!": "name", "namespace": "name", "labels!": Map("str"), "annotations": Map("str")}
LABELLED = {"labels!": Map("str")}
SELECTOR = {"matchLabels!": Map("str")}

PROBE = {
    "httpGet!": {"path!": "str", "port!": "port"},
    "periodSeconds": "int",
    "timeoutSeconds": "int",
    "failureThreshold": "int",
}
CONTAINER = {
    "name!": "name",
    "image!": "str",
    "imagePullPolicy": {"IfNotPresent"},
    "command": ["str"],
    "args": ["str"],
    "ports": [{"name!": "name", "containerPort!": "int", "protocol!": {"TCP", "UDP"}}],
    "env": [{"name!": "str", "valueFrom!": {"fieldRef!": {"fieldPath!": "str"}}}],
    "readinessProbe": PROBE,
    "livenessProbe": PROBE,
    "resources!": {
        "requests!": {"cpu!": "quantity", "memory!": "quantity"},
        "limits!": {"memory!": "quantity"},
    },
    "securityContext!": {
        "allowPrivilegeEscalation!": "bool",
        "readOnlyRootFilesystem!": "bool",
        "capabilities!": {"drop!": ["str"]},
    },
    "volumeMounts": [{"name!": "name", "mountPath!": "str", "readOnly!": "bool"}],
}
POD = {
    "serviceAccountName": "name",
    "automountServiceAccountToken!": "bool",
    "enableServiceLinks!": "bool",
    "restartPolicy": {"Never"},
    "terminationGracePeriodSeconds": "int",
    "hostNetwork": "bool",
    "dnsPolicy": {"ClusterFirstWithHostNet"},
    "tolerations": [{"operator!": {"Exists"}}],
    "topologySpreadConstraints": [
        {
            "maxSkew!": "int",
            "topologyKey!": "str",
            "whenUnsatisfiable!": {"ScheduleAnyway", "DoNotSchedule"},
            "labelSelector!": SELECTOR,
        }
    ],
    "securityContext!": {
        "runAsNonRoot!": "bool",
        "runAsUser!": "int",
        "runAsGroup!": "int",
        "fsGroup": "int",
        "seccompProfile!": {"type!": {"RuntimeDefault"}},
    },
    "containers!": [CONTAINER],
    "volumes": [{"name!": "name", "secret!": {"secretName!": "name", "defaultMode!": "int"}}],
}
TEMPLATE = {"metadata!": LABELLED, "spec!": POD}


def rolling(*fields):
    return {"type!": {"RollingUpdate"}, "rollingUpdate!": {field: "percent" for field in fields}}


ROLE_REF = {"apiGroup!": {"rbac.authorization.k8s.io"}, "kind!": {"Role", "ClusterRole"}, "name!": "name"}
BINDING = {"roleRef!": ROLE_REF, "subjects!": [{"kind!": {"ServiceAccount"}, "name!": "name", "namespace!": "name"}]}
ROLE = {"rules!": [{"apiGroups!": ["str"], "resources!": ["str"], "verbs!": ["str"]}]}

KINDS = {
    ("v1", "Namespace"): {},
    ("v1", "ServiceAccount"): {"automountServiceAccountToken!": "bool"},
    ("v1", "Service"): {
        "spec!": {
            "type!": {"ClusterIP", "NodePort", "LoadBalancer"},
            "externalTrafficPolicy": {"Cluster", "Local"},
            "ipFamilyPolicy": {"PreferDualStack"},
            "selector!": Map("str"),
            "ports!": [
                {
                    "name!": "name",
                    "protocol!": {"TCP", "UDP"},
                    "port!": "int",
                    "targetPort!": "port",
                    "appProtocol": "str",
                }
            ],
        }
    },
    ("apps/v1", "Deployment"): {
        "spec!": {
            "replicas!": "int",
            "selector!": SELECTOR,
            "strategy!": rolling("maxUnavailable!", "maxSurge!"),
            "template!": TEMPLATE,
        }
    },
    ("apps/v1", "DaemonSet"): {
        "spec!": {"selector!": SELECTOR, "updateStrategy!": rolling("maxUnavailable!"), "template!": TEMPLATE}
    },
    ("batch/v1", "Job"): {
        "spec!": {
            "backoffLimit!": "int",
            "activeDeadlineSeconds!": "int",
            "ttlSecondsAfterFinished": "int",
            "template!": TEMPLATE,
        }
    },
    ("policy/v1", "PodDisruptionBudget"): {"spec!": {"maxUnavailable!": "percent", "selector!": SELECTOR}},
    ("networking.k8s.io/v1", "NetworkPolicy"): {
        "spec!": {
            "podSelector!": SELECTOR,
            "policyTypes!": ["str"],
            "ingress!": [{"ports!": [{"protocol!": {"TCP", "UDP"}, "port!": "port"}]}],
            "egress!": ["str"],
        }
    },
    ("rbac.authorization.k8s.io/v1", "Role"): ROLE,
    ("rbac.authorization.k8s.io/v1", "ClusterRole"): ROLE,
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): BINDING,
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"): BINDING,
}

SCALARS = {
    "str": lambda value: isinstance(value, str),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "bool": lambda value: isinstance(value, bool),
    "name": lambda value: isinstance(value, str) and NAME.fullmatch(value),
    "port": lambda value: isinstance(value, int) or (isinstance(value, str) and NAME.fullmatch(value)),
    "quantity": lambda value: isinstance(value, str) and QUANTITY.fullmatch(value),
    "percent": lambda value: isinstance(value, int) or bool(re.fullmatch(r"[0-9]{1,3}%", str(value))),
}


def faults(item: dict) -> list[str]:
    """What is wrong with one object, a line each."""
    spec = KINDS.get((item.get("apiVersion"), item.get("kind")))
    if spec is None:
        return [f"{item.get('apiVersion')} {item.get('kind')}: not one of the kinds that these manifests use"]
    whole = {"apiVersion!": "str", "kind!": "str", "metadata!": META} | spec
    return list(walk(whole, item, f"{item['kind']} {item.get('metadata', {}).get('name')}"))


def walk(spec, value, where):
    if isinstance(spec, Map):
        if not isinstance(value, dict):
            yield f"{where}: not an object"
            return
        for key, each in value.items():
            yield from walk(spec.of, each, f"{where}.{key}")
    elif isinstance(spec, dict):
        yield from walk_object(spec, value, where)
    elif isinstance(spec, list):
        if not isinstance(value, list):
            yield f"{where}: not a list"
            return
        for number, each in enumerate(value):
            yield from walk(spec[0], each, f"{where}[{number}]")
    elif isinstance(spec, set):
        if value not in spec:
            yield f"{where}: {value!r} is none of {sorted(spec)}"
    elif not SCALARS[spec](value):
        yield f"{where}: {value!r} is no {spec}"


def walk_object(spec, value, where):
    if not isinstance(value, dict):
        yield f"{where}: not an object"
        return
    fields = {field.rstrip("!"): each for field, each in spec.items()}
    for key, each in value.items():
        if key in fields:
            yield from walk(fields[key], each, f"{where}.{key}")
        else:
            yield f"{where}.{key}: unknown"
    for field in spec:
        if field.endswith("!") and field[:-1] not in value:
            yield f"{where}.{field[:-1]}: missing"
