"""What manifests/ promise beyond being well-formed, as functions from objects to a list of faults.

`restricted` is the Pod Security Standard of that name (https://kubernetes.io/docs/concepts/security/pod-security-standards/)
for pods as schema.py lets them be: what it does not know as a field (privileged, hostPath, hostPort, …) cannot occur.
"""

from kustomize import CLUSTER_KINDS

WORKLOADS = {"Deployment", "DaemonSet", "Job"}
READABLE = {"nodes", "services", "endpoints", "endpointslices", "pods"}


def name_of(item: dict) -> str:
    return f"{item['kind']} {item['metadata']['name']}"


def pods(items: list[dict]):
    """(object, its pod template) of every workload."""
    for item in items:
        if item["kind"] in WORKLOADS:
            yield item, item["spec"]["template"]


def restricted(items: list[dict]):
    for item, template in pods(items):
        spec, where = template["spec"], name_of(item)
        context = spec["securityContext"]
        if spec.get("hostNetwork"):
            yield f"{where}: stands in its node's network"
        if context["runAsNonRoot"] is not True or context["runAsUser"] == 0 or context["runAsGroup"] == 0:
            yield f"{where}: may run as root"
        if context["seccompProfile"]["type"] != "RuntimeDefault":
            yield f"{where}: without the runtime's seccomp profile"
        for container in spec["containers"]:
            own = container["securityContext"]
            if own["allowPrivilegeEscalation"] is not False:
                yield f"{where}: may gain privileges"
            if own["capabilities"]["drop"] != ["ALL"]:
                yield f"{where}: keeps capabilities"
            if own["readOnlyRootFilesystem"] is not True:
                yield f"{where}: may write to its root"


def pinned(items: list[dict], version: str):
    for item, template in pods(items):
        for container in template["spec"]["containers"]:
            if container["image"] != f"srcip:{version}":
                yield f"{name_of(item)}: the image is {container['image']}, not srcip:{version}"


def placed(items: list[dict]):
    """Nothing lands in whatever namespace somebody's kubectl looks at."""
    for item in items:
        if (item["kind"] in CLUSTER_KINDS) == ("namespace" in item["metadata"]):
            yield f"{name_of(item)}: its namespace is {item['metadata'].get('namespace')}"


def selectors(items: list[dict]):
    """Whatever chooses pods has to find some."""
    labels = [template["metadata"]["labels"] for _, template in pods(items)]

    def finds(selector: dict) -> bool:
        return any(selector.items() <= each.items() for each in labels)

    for item in items:
        spec = item.get("spec", {})
        if item["kind"] in WORKLOADS and "selector" in spec:
            if not spec["selector"]["matchLabels"].items() <= spec["template"]["metadata"]["labels"].items():
                yield f"{name_of(item)}: does not choose its own pods"
        chosen = {
            "Service": lambda: spec["selector"],
            "NetworkPolicy": lambda: spec["podSelector"]["matchLabels"],
            "PodDisruptionBudget": lambda: spec["selector"]["matchLabels"],
        }.get(item["kind"])
        if chosen and not finds(chosen()):
            yield f"{name_of(item)}: chooses no pod"


def ports(items: list[dict]):
    """Services, policies and probes name ports that the container has."""
    named = {
        (port["name"], port["protocol"])
        for _, template in pods(items)
        for container in template["spec"]["containers"]
        for port in container.get("ports", [])
    }
    for item in items:
        if item["kind"] == "Service":
            for port in item["spec"]["ports"]:
                if (port["targetPort"], port["protocol"]) not in named:
                    yield f"{name_of(item)}: no container has the port {port['targetPort']}/{port['protocol']}"
        if item["kind"] == "NetworkPolicy":
            for port in item["spec"]["ingress"][0]["ports"]:
                if (port["port"], port["protocol"]) not in named:
                    yield f"{name_of(item)}: no container has the port {port['port']}/{port['protocol']}"
    for item, template in pods(items):
        for container in template["spec"]["containers"]:
            for probe in ("readinessProbe", "livenessProbe"):
                if probe in container and container[probe]["httpGet"]["port"] != "admin":
                    yield f"{name_of(item)}: {probe} asks a port that serves strangers"


def tokens(items: list[dict]):
    """Only sipprobe has a token, and the account that it belongs to is there."""
    accounts = {(item["metadata"].get("namespace"), item["metadata"]["name"]) for item in items
                if item["kind"] == "ServiceAccount"}
    for item, template in pods(items):
        spec = template["spec"]
        wanted = template["metadata"]["labels"]["app.kubernetes.io/name"] == "sipprobe"
        if spec["automountServiceAccountToken"] is not wanted:
            yield f"{name_of(item)}: automountServiceAccountToken is {spec['automountServiceAccountToken']}"
        if wanted and (item["metadata"].get("namespace"), spec.get("serviceAccountName")) not in accounts:
            yield f"{name_of(item)}: there is no account {spec.get('serviceAccountName')}"


def least_rights(items: list[dict]):
    roles = {(item["kind"], item["metadata"]["name"]) for item in items if item["kind"].endswith("Role")}
    accounts = {(item["metadata"].get("namespace"), item["metadata"]["name"]) for item in items
                if item["kind"] == "ServiceAccount"}
    for item in items:
        for rule in item.get("rules", []):
            if not set(rule["verbs"]) <= {"get", "list"} or not set(rule["resources"]) <= READABLE:
                yield f"{name_of(item)}: {rule['verbs']} on {rule['resources']} is more than sipprobe needs"
            if item["kind"] == "ClusterRole" and rule["resources"] != ["nodes"]:
                yield f"{name_of(item)}: {rule['resources']} in every namespace"
        if item["kind"].endswith("Binding"):
            if (item["roleRef"]["kind"], item["roleRef"]["name"]) not in roles:
                yield f"{name_of(item)}: there is no {item['roleRef']['kind']} {item['roleRef']['name']}"
            for subject in item["subjects"]:
                if (subject["namespace"], subject["name"]) not in accounts:
                    yield f"{name_of(item)}: there is no account {subject['name']}"


def variables(items: list[dict]):
    """$(NAME) in an argument is replaced only if the variable is set before."""
    for item, template in pods(items):
        for container in template["spec"]["containers"]:
            known = {variable["name"] for variable in container.get("env", [])}
            for argument in container.get("args", []):
                for part in argument.split("$(")[1:]:
                    if part.split(")")[0] not in known:
                        yield f"{name_of(item)}: {argument} names a variable that is not set"
