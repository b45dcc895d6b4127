"""Every folder in manifests/, as `kubectl apply -k` would send it: well-formed, restricted, consistent, and with flags that
the built programs have. SRCIP_ECHOSERVER and SRCIP_SIPPROBE name those."""

import copy
import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

import kustomize
import rbac_api
import rules
import schema

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = ROOT / "manifests"
FOLDERS = sorted(path.parent.relative_to(MANIFESTS) for path in MANIFESTS.rglob("kustomization.yaml"))
VERSION = re.search(r"^  VERSION (\S+)$", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)
PROGRAMS = {"echoserver": os.environ["SRCIP_ECHOSERVER"], "sipprobe": os.environ["SRCIP_SIPPROBE"]}
# hosts.yaml says why, and nothing else may.
IN_ITS_NODES_NETWORK = "DaemonSet host: stands in its node's network"


def rendered(folder) -> list[dict]:
    return kustomize.render(MANIFESTS / folder)


def run(*command: str) -> subprocess.CompletedProcess:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("ECHOSERVER_", "KUBE"))}
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, env=clean,
                          check=False)


def containers(items):
    for item, template in rules.pods(items):
        for container in template["spec"]["containers"]:
            yield item, container


def settings(container: dict) -> dict[str, str]:
    """What the server would run with, in its own words."""
    printed = run(PROGRAMS["echoserver"], *container["args"], "--print-config")
    assert printed.returncode == 0, printed.stderr
    return dict(re.findall(r'^"?([a-z0-9.-]+)"? = "?(.*?)"?\s*#', printed.stdout, re.MULTILINE))


class Folders(unittest.TestCase):
    def test_all_that_were_promised_are_there(self):
        self.assertEqual([str(folder) for folder in FOLDERS], [
            "base", "overlays/daemonset", "overlays/dual-stack", "overlays/proxy-protocol/aws-nlb",
            "overlays/proxy-protocol/common", "overlays/proxy-protocol/digitalocean", "overlays/proxy-protocol/hetzner",
            "overlays/proxy-protocol/ovh", "overlays/tls", "overlays/udp", "smoke-test", "vantage"])

    def test_every_file_is_used(self):
        used = set()
        for folder in FOLDERS:
            spec = kustomize.yaml.safe_load((MANIFESTS / folder / "kustomization.yaml").read_text())
            names = spec["resources"] + [patch["path"] for patch in spec.get("patches", []) if "path" in patch]
            used |= {(MANIFESTS / folder / name).resolve() for name in [*names, "kustomization.yaml"]}
        there = {path for path in MANIFESTS.rglob("*") if path.is_file() and "krew" not in path.parts}
        self.assertEqual(sorted(map(str, there - used)), [])

    def test_every_object_is_well_formed(self):
        for folder in FOLDERS:
            faults = [fault for item in rendered(folder) for fault in schema.faults(item)]
            self.assertEqual(faults, [], folder)

    def test_every_pod_is_restricted(self):
        for folder in FOLDERS:
            expected = [IN_ITS_NODES_NETWORK] if str(folder) == "vantage" else []
            self.assertEqual(list(rules.restricted(rendered(folder))), expected, folder)

    def test_namespaces_enforce_what_their_pods_keep(self):
        enforced = {str(folder): item["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
                    for folder in FOLDERS for item in rendered(folder) if item["kind"] == "Namespace"}
        self.assertEqual(enforced.pop("vantage"), "privileged")
        self.assertEqual(set(enforced.values()), {"restricted"})

    def test_every_object_fits_the_others(self):
        for folder in FOLDERS:
            items = rendered(folder)
            for rule in (rules.placed, rules.selectors, rules.ports, rules.tokens, rules.least_rights, rules.variables):
                self.assertEqual(list(rule(items)), [], f"{folder}: {rule.__name__}")
            self.assertEqual(list(rules.pinned(items, VERSION)), [], folder)

    def test_the_daemonset_runs_the_same_container_as_the_deployment(self):
        [(_, deployment)], [(_, daemonset)] = rules.pods(rendered("base")), rules.pods(rendered("overlays/daemonset"))
        self.assertEqual(deployment["spec"]["containers"], daemonset["spec"]["containers"])

    def test_the_services_are_the_tutorials(self):
        found = {item["metadata"]["name"]: (item["spec"]["type"], item["spec"].get("externalTrafficPolicy"))
                 for item in rendered("base") if item["kind"] == "Service"}
        self.assertEqual(found, {
            "clusterip": ("ClusterIP", None),
            "nodeport": ("NodePort", "Cluster"),
            "nodeport-local": ("NodePort", "Local"),
            "loadbalancer": ("LoadBalancer", "Cluster"),
            "loadbalancer-local": ("LoadBalancer", "Local")})

    def test_only_load_balancers_get_a_clouds_annotations(self):
        for cloud in ("aws-nlb", "digitalocean", "hetzner", "ovh"):
            annotated = {item["metadata"]["name"] for item in rendered(f"overlays/proxy-protocol/{cloud}")
                         if "annotations" in item["metadata"]}
            self.assertEqual(annotated, {"loadbalancer", "loadbalancer-local"}, cloud)


class Programs(unittest.TestCase):
    def test_the_server_takes_its_arguments_and_listens_where_the_container_says(self):
        for folder in FOLDERS:
            for item, container in containers(rendered(folder)):
                if container["name"] != "echoserver":
                    continue
                where = settings(container)
                for name, option in (("http", "http-port"), ("https", "https-port"), ("udp", "udp-port"),
                                     ("admin", "admin-port")):
                    [port] = [port for port in container["ports"] if port["name"] == name]
                    self.assertEqual(str(port["containerPort"]), where[option], f"{folder}: {rules.name_of(item)}")

    def test_the_server_has_time_to_drain_before_it_is_killed(self):
        for folder in ("base", "overlays/daemonset"):
            [(_, template)] = rules.pods(rendered(folder))
            [container] = template["spec"]["containers"]
            where = settings(container)
            seconds = sum(int(where[option].removesuffix("s")) for option in ("drain-delay", "grace-period"))
            self.assertGreater(template["spec"]["terminationGracePeriodSeconds"], seconds, folder)

    def test_the_prober_takes_its_arguments(self):
        for folder in FOLDERS:
            for item, container in containers(rendered(folder)):
                if container["name"] != "sipprobe":
                    continue
                self.assertEqual(container["command"], ["/sipprobe"])
                arguments = [argument.replace("$(NODE_NAME)", "n1") for argument in container["args"]]
                mode = [argument for argument in arguments[:1] if not argument.startswith("-")]
                for each in mode:  # of a command that it does not know, --help would show everything
                    self.assertRegex(run(PROGRAMS["sipprobe"], "--help").stdout, rf"(?m)^  {each} ")
                offered = run(PROGRAMS["sipprobe"], *mode, "--help")
                self.assertEqual(offered.returncode, 0, offered.stderr)
                for argument in arguments[len(mode):]:
                    flag = argument.split("=")[0]
                    self.assertRegex(offered.stdout, rf"(^|[\s,]){flag}\b", f"{folder}: {rules.name_of(item)}")
                if not mode:  # nobody listens there: the command line was right if only the API was missed
                    asked = run(PROGRAMS["sipprobe"], *arguments, "--server=http://127.0.0.1:1")
                    self.assertEqual(asked.returncode, 3, asked.stderr)


class Rights(unittest.TestCase):
    """What the smoke test's account may read is what sipprobe needs: all of it, and nothing less would do."""

    def targets(self, allowed: set):
        objects = rbac_api.objects_of(rendered("base"))
        [(_, container)] = containers(rendered("smoke-test"))
        arguments = [argument.replace("$(NODE_NAME)", "n2") for argument in container["args"]]
        with rbac_api.RbacApi(objects, allowed) as api:
            told = run(PROGRAMS["sipprobe"], "targets", *arguments, "-o", "json", f"--server={api.url}")
            return told, api.refused

    def test_they_are_enough(self):
        told, refused = self.targets(set(rbac_api.grants(rendered("smoke-test"))))
        self.assertEqual(told.returncode, 0, told.stderr)
        plan = json.loads(told.stdout)
        self.assertEqual(plan["gaps"], [])
        self.assertEqual({path["kind"] for path in plan["paths"]}, {"ClusterIP", "NodePort"})
        self.assertEqual({path["service"] for path in plan["paths"]},
                         {"clusterip", "nodeport", "nodeport-local", "loadbalancer", "loadbalancer-local"})
        # It would like to know every pod, to name one that rewrites addresses, and does with those of the namespace.
        self.assertEqual(refused, ["list pods in the cluster"])

    def test_less_is_not(self):
        allowed = set(rbac_api.grants(rendered("smoke-test")))
        for missing in ({"nodes"}, {"services"}, {"endpointslices", "endpoints"}, {"pods"}):
            told, _ = self.targets({grant for grant in allowed if grant[2] not in missing})
            noticed = told.returncode != 0 or json.loads(told.stdout)["gaps"] != []
            self.assertTrue(noticed, f"{missing}: {told.stdout}")


class Kubectl(unittest.TestCase):
    def test_it_renders_what_was_looked_at_here(self):
        kubectl = shutil.which("kubectl")
        if kubectl is None:
            self.skipTest("no kubectl")
        told = run(kubectl, "version", "--client", "-o", "json")
        minor = re.match(r"\d+", json.loads(told.stdout or "{}").get("clientVersion", {}).get("minor", "0"))
        if int(minor.group()) < 21:
            self.skipTest("kubectl before 1.21 does not read folders among resources")
        for folder in FOLDERS:
            theirs = run(kubectl, "kustomize", str(MANIFESTS / folder))
            self.assertEqual((theirs.returncode, theirs.stderr), (0, ""), folder)
            self.assertEqual(in_order(list(kustomize.yaml.safe_load_all(theirs.stdout))), in_order(rendered(folder)))


def in_order(items):
    return sorted(items, key=lambda item: json.dumps([item["kind"], item["metadata"]], sort_keys=True))


def container_of(items):
    return next(containers(items))[1]


def pod_of(items):
    return next(rules.pods(items))[1]["spec"]


def service_of(items):
    return next(item for item in items if item["kind"] == "Service")


# What a slip of the pen would look like, and who has to notice.
SLIPS = [
    ("a key that does not exist", schema, lambda items: pod_of(items).update(hostPid=True), "hostPid: unknown"),
    ("a key in the wrong place", schema, lambda items: service_of(items).update(type="NodePort"), ".type: unknown"),
    ("a missing limit", schema, lambda items: container_of(items)["resources"].pop("limits"), "limits: missing"),
    ("a number as text", schema, lambda items: service_of(items)["spec"]["ports"][0].update(port="80"), "is no int"),
    ("a policy that does not exist", schema,
     lambda items: service_of(items)["spec"].update(externalTrafficPolicy="local"), "is none of"),
    ("a privileged container", schema,
     lambda items: container_of(items)["securityContext"].update(privileged=True), "privileged: unknown"),
    ("a host port", schema, lambda items: container_of(items)["ports"][0].update(hostPort=80), "hostPort: unknown"),
    ("root", rules.restricted, lambda items: pod_of(items)["securityContext"].update(runAsUser=0), "root"),
    ("the node's network", rules.restricted, lambda items: pod_of(items).update(hostNetwork=True), "network"),
    ("a writable root", rules.restricted,
     lambda items: container_of(items)["securityContext"].update(readOnlyRootFilesystem=False), "write"),
    ("a capability", rules.restricted,
     lambda items: container_of(items)["securityContext"]["capabilities"].update(drop=["NET_RAW"]), "capabilities"),
    ("a moving image", lambda items: rules.pinned(items, VERSION),
     lambda items: container_of(items).update(image="srcip:latest"), "latest"),
    ("a selector without pods", rules.selectors,
     lambda items: service_of(items)["spec"].update(selector={"app": "other"}), "chooses no pod"),
    ("no namespace", rules.placed, lambda items: service_of(items)["metadata"].pop("namespace"), "namespace is None"),
    ("a port that nobody has", rules.ports,
     lambda items: service_of(items)["spec"]["ports"][0].update(targetPort="web"), "no container has"),
    ("a probe on the public port", rules.ports,
     lambda items: container_of(items)["livenessProbe"]["httpGet"].update(port="http"), "serves strangers"),
    ("a token for the server", rules.tokens,
     lambda items: pod_of(items).update(automountServiceAccountToken=True), "automountServiceAccountToken"),
    ("a variable that is not set", rules.variables,
     lambda items: container_of(items)["args"].append("--address=$(NODE_IP)"), "not set"),
]


class Checks(unittest.TestCase):
    """The checks above, checked: each finds what it is there for."""

    def test_slips_are_noticed(self):
        for what, check, slip, words in SLIPS:
            items = copy.deepcopy(rendered("base"))
            slip(items)
            faults = ([fault for item in items for fault in schema.faults(item)] if check is schema
                      else list(check(items)))
            self.assertTrue(any(words in fault for fault in faults), f"{what}: {faults}")

    def test_more_rights_than_needed_are_noticed(self):
        for change in ({"verbs": ["get", "list", "watch"]}, {"resources": ["secrets"]}):
            items = copy.deepcopy(rendered("smoke-test"))
            next(item for item in items if item["kind"] == "Role")["rules"][0].update(change)
            self.assertEqual(len(list(rules.least_rights(items))), 1, change)


if __name__ == "__main__":
    unittest.main()
