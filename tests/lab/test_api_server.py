"""The lab's API server against what a real one of 1.20 answered, and against the API's own rules."""

import json
import os
import threading
import unittest
import urllib.error
import urllib.request
from urllib.parse import quote

import lab_modules as m
from srcip_lab import api_server, objects, store  # pylint: disable=wrong-import-order

TOKEN = "the-token"
NOW = "2026-01-02T03:04:05Z"


def api(minor=20, changed=lambda: None, **options):
    made = store.Store(objects.load(m.TUTORIAL), minor, NOW, changed, **options)
    return api_server.Api(made, TOKEN, minor)


def get(server, target, token=TOKEN, **request):
    return server.respond(api_server.Request("GET", target, token, **request))


def patch(server, target, body, content_type="application/strategic-merge-patch+json"):
    return server.respond(api_server.Request("PATCH", target, TOKEN, content_type=content_type,
                                             body=json.dumps(body).encode()))


def recorded(name):
    with open(os.path.join(m.RECORDED, "kubernetes-1.20", name), encoding="utf-8") as file:
        return json.load(file)


VARIABLE_METADATA = ("uid", "resourceVersion", "creationTimestamp", "managedFields")


def comparable(value):
    """Without what differs from one run of a cluster to the next; a condition's reason is free text."""
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {key: comparable(item) for key, item in value.items() if key not in VARIABLE_METADATA}
    if "last-change-trigger-time" in str(kept.get("annotations")):
        kept["annotations"] = sorted(kept["annotations"])
    if value.get("type") == "Ready":
        kept.pop("reason", None)
    return kept


class AsRecorded(unittest.TestCase):
    maxDiff = None

    def compare(self, target, file, code=200, **request):
        status, body = get(api(), target, **request)
        self.assertEqual(status, code)
        self.assertEqual(comparable(body), comparable(recorded(file)))

    def test_nodes(self):
        self.compare("/api/v1/nodes", "nodes.json")

    def test_pods(self):
        self.compare("/api/v1/pods", "pods.json")

    def test_services(self):
        self.compare("/api/v1/services", "services.json")

    def test_endpoints(self):
        self.compare("/api/v1/endpoints", "endpoints.json")

    def test_endpointslices(self):
        self.compare("/apis/discovery.k8s.io/v1beta1/endpointslices", "endpointslices-v1beta1.json")

    def test_endpointslices_v1_is_not_there(self):
        self.compare("/apis/discovery.k8s.io/v1/endpointslices", "endpointslices-v1-is-404.json", 404)

    def test_a_wrong_token(self):
        self.compare("/api/v1/nodes", "error-401.json", 401, token="wrong")

    def test_no_token(self):
        self.compare("/api/v1/nodes", "error-403.json", 403, token="")

    def test_version_has_the_recorded_fields(self):
        status, body = get(api(), "/version", token="")
        self.assertEqual((status, body["gitVersion"]), (200, "v1.20.0"))
        self.assertEqual(set(body), set(recorded("version.json")))


class Pages(unittest.TestCase):
    def test_two_pages_as_recorded(self):
        server = api()
        _, first = get(server, "/api/v1/nodes?limit=2")
        expected = recorded("nodes-limit2-page1.json")
        self.assertEqual(comparable(first["items"]), comparable(expected["items"]))
        self.assertEqual(first["metadata"]["remainingItemCount"], expected["metadata"]["remainingItemCount"])
        _, second = get(server, f"/api/v1/nodes?limit=2&continue={first['metadata']['continue']}")
        self.assertEqual(comparable(second), comparable(recorded("nodes-limit2-page2.json")))

    def test_pages_of_every_size_give_the_same_list(self):
        server = api()
        for path in ("/api/v1/services", "/api/v1/namespaces/default/services"):
            _, whole = get(server, path)
            for limit in range(1, 9):
                found, token = [], ""
                while True:
                    _, page = get(server, f"{path}?limit={limit}&continue={quote(token)}")
                    found += page["items"]
                    token = page["metadata"].get("continue", "")
                    if not token:
                        break
                self.assertEqual(found, whole["items"])

    def test_garbage_as_a_token(self):
        for token in ("garbage", "!", "e30", "bnVsbA"):
            status, body = get(api(), f"/api/v1/nodes?limit=1&continue={token}")
            expected = recorded("error-400-bad-continue.json")
            self.assertEqual((status, body["reason"]), (400, expected["reason"]))
            self.assertTrue(body["message"].startswith("invalid continue token: continue key is not valid: "))
            self.assertEqual(set(body), set(expected))

    def test_an_expired_token(self):
        server = api(expire_continue=True)
        _, page = get(server, "/api/v1/nodes?limit=1")
        status, body = get(server, f"/api/v1/nodes?limit=1&continue={page['metadata']['continue']}")
        self.assertEqual((status, body["reason"], body["code"]), (410, "Expired", 410))

    def test_the_remaining_count_is_unknown_under_a_selector(self):
        _, page = get(api(), "/api/v1/pods?limit=1&labelSelector=app%3Dclient")
        self.assertIn("continue", page["metadata"])
        self.assertNotIn("remainingItemCount", page["metadata"])

    def test_a_limit_that_is_no_number(self):
        self.assertEqual(get(api(), "/api/v1/nodes?limit=x")[0], 400)


class Selectors(unittest.TestCase):
    def names(self, query, path="/api/v1/pods"):
        status, body = get(api(), f"{path}?{query}")
        self.assertEqual(status, 200, body)
        return [item["metadata"]["name"] for item in body["items"]]

    def test_labels(self):
        clients, echo = ["client-1", "client-2"], ["echo-1"]
        for selector, expected in (("app=client", clients), ("app==client", clients), ("app!=client", echo),
                                   ("app in (source-ip-app, x)", echo), ("app notin (client)", echo),
                                   ("app", clients + echo), ("!app", []), ("tier!=x", clients + echo),
                                   ("app in (client),app!=client", []), ("app=", [])):
            self.assertEqual(self.names("labelSelector=" + quote(selector)), expected, selector)

    def test_fields(self):
        for selector, expected in (("metadata.name=echo-1", ["echo-1"]), ("spec.nodeName=n2", ["client-2"]),
                                   ("metadata.namespace!=default", []),
                                   ("status.podIP=10.180.1.9,spec.nodeName=n1", ["client-1"])):
            self.assertEqual(self.names("fieldSelector=" + quote(selector)), expected, selector)

    def test_bad_ones(self):
        for query in ("labelSelector=" + quote("a in b"), "labelSelector=" + quote("=x"),
                      "fieldSelector=" + quote("spec.color=red"), "fieldSelector=name"):
            self.assertEqual(get(api(), f"/api/v1/pods?{query}")[0], 400, query)


class Paths(unittest.TestCase):
    def test_single_objects_say_what_they_are(self):
        _, body = get(api(), "/api/v1/namespaces/default/services/nodeport")
        self.assertEqual((body["kind"], body["apiVersion"], body["metadata"]["name"]), ("Service", "v1", "nodeport"))
        self.assertEqual(get(api(), "/api/v1/nodes/n1")[1]["kind"], "Node")

    def test_another_namespace_is_empty(self):
        self.assertEqual(get(api(), "/api/v1/namespaces/kube-system/services")[1]["items"], [])

    def test_missing_objects_are_named(self):
        status, body = get(api(), "/api/v1/namespaces/default/services/nope")
        self.assertEqual((status, body["message"]), (404, 'services "nope" not found'))
        self.assertEqual(body["details"], {"name": "nope", "kind": "services"})

    def test_unknown_paths(self):
        for path in ("/", "/api/v2", "/api/v1/secrets", "/apis/apps/v1/deployments", "/api/v1/services/nodeport",
                     "/api/v1/namespaces/default/nodes", "/apis/discovery.k8s.io"):
            expected = 200 if path == "/apis/discovery.k8s.io" else 404
            self.assertEqual(get(api(), path)[0], expected, path)

    def test_other_methods(self):
        for method in ("POST", "PUT", "DELETE"):
            status, _ = api().respond(api_server.Request(method, "/api/v1/nodes", TOKEN))
            self.assertEqual(status, 405)

    def test_the_forbidden_resource_is_described(self):
        _, body = get(api(), "/apis/discovery.k8s.io/v1beta1/namespaces/default/endpointslices", token="")
        self.assertEqual(body["message"],
                         'endpointslices.discovery.k8s.io is forbidden: User "system:anonymous" cannot list '
                         'resource "endpointslices" in API group "discovery.k8s.io" in the namespace "default"')


class Versions(unittest.TestCase):
    def test_which_slices_exist(self):
        for minor, v1beta1, v1 in ((5, 404, 404), (16, 404, 404), (17, 200, 404), (20, 200, 404), (21, 200, 200),
                                   (24, 200, 200), (25, 404, 200), (30, 404, 200)):
            server = api(minor)
            self.assertEqual(get(server, "/apis/discovery.k8s.io/v1beta1/endpointslices")[0], v1beta1, minor)
            self.assertEqual(get(server, "/apis/discovery.k8s.io/v1/endpointslices")[0], v1, minor)
            self.assertEqual(get(server, "/api/v1/endpoints")[0], 200)
            groups = [g["name"] for g in get(server, "/apis")[1]["groups"]]
            self.assertEqual(groups, ["discovery.k8s.io"] if 200 in (v1, v1beta1) else [])

    def test_v1_names_the_node_and_v1beta1_its_topology(self):
        def first(version):
            path = f"/apis/discovery.k8s.io/{version}/namespaces/default/endpointslices/clusterip-xgvkw"
            return get(api(21), path)[1]["endpoints"][0]
        self.assertEqual((first("v1")["nodeName"], "topology" in first("v1")), ("n1", False))
        self.assertEqual((first("v1beta1")["topology"], "nodeName" in first("v1beta1")),
                         ({"kubernetes.io/hostname": "n1"}, False))

    def test_service_fields_come_with_their_version(self):
        def fields(minor):
            return set(get(api(minor), "/api/v1/namespaces/default/services/loadbalancer")[1]["spec"])
        self.assertNotIn("clusterIPs", fields(19))
        self.assertIn("clusterIPs", fields(20))
        self.assertEqual(fields(21) - fields(20), {"ipFamilies", "ipFamilyPolicy"})
        self.assertEqual(fields(22) - fields(21), {"internalTrafficPolicy", "allocateLoadBalancerNodePorts"})


class Tables(unittest.TestCase):
    ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

    def test_kubectl_gets_what_it_prints(self):
        for path, cells in (("/api/v1/nodes/n1", ["n1", "Ready", "<none>"]),
                            ("/api/v1/namespaces/default/pods/echo-1", ["echo-1", "1/1", "Running", "0"]),
                            ("/api/v1/namespaces/default/services/loadbalancer",
                             ["loadbalancer", "LoadBalancer", "10.0.233.17", "203.0.113.140", "80:30082/TCP"]),
                            ("/api/v1/namespaces/default/endpoints/no-endpoints", ["no-endpoints", "<none>"])):
            status, body = get(api(), path, accept=self.ACCEPT)
            self.assertEqual((status, body["kind"]), (200, "Table"))
            self.assertEqual(body["rows"][0]["cells"][:len(cells)], cells)
            self.assertEqual(len(body["rows"][0]["cells"]), len(body["columnDefinitions"]))


class Patches(unittest.TestCase):
    def test_local_on_a_load_balancer_allocates_a_health_check_port_and_tells(self):
        told = []
        server = api(changed=lambda: told.append(True))
        path = "/api/v1/namespaces/default/services/loadbalancer"
        status, body = patch(server, path, {"spec": {"externalTrafficPolicy": "Local"}})
        self.assertEqual((status, told), (200, [True]))
        self.assertIn(body["spec"]["healthCheckNodePort"], store.NODE_PORTS)
        _, body = patch(server, path, {"spec": {"externalTrafficPolicy": "Cluster"}})
        self.assertNotIn("healthCheckNodePort", body["spec"])

    def test_local_on_a_node_port_has_none(self):
        _, body = patch(api(), "/api/v1/namespaces/default/services/nodeport",
                        {"spec": {"externalTrafficPolicy": "Local"}})
        self.assertEqual(body["spec"]["externalTrafficPolicy"], "Local")
        self.assertNotIn("healthCheckNodePort", body["spec"])

    def test_ports_merge_by_their_number(self):
        _, body = patch(api(), "/api/v1/namespaces/default/services/nodeport",
                        {"spec": {"ports": [{"port": 80, "nodePort": 31000}]}})
        self.assertEqual([(p["port"], p["nodePort"], p["targetPort"]) for p in body["spec"]["ports"]],
                         [(80, 31000, 8080)])

    def test_refusals(self):
        path = "/api/v1/namespaces/default/services/nodeport"
        for expected, answer in (
                (422, patch(api(), path, {"spec": {"externalTrafficPolicy": "Sideways"}})),
                (404, patch(api(), path + "x", {})),
                (405, patch(api(), "/api/v1/nodes/n1", {})),
                (415, patch(api(), path, [], content_type="application/json-patch+json")),
                (400, patch(api(), path, [])),
                (400, patch(api(), path, {"spec": {"clusterIP": "ten"}}))):
            self.assertEqual(answer[0], expected, answer)


class OverHttp(unittest.TestCase):
    """The shell around `Api`, on loopback and without TLS."""

    def setUp(self):
        self.server = api_server.Server(("127.0.0.1", 0), api())
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def fetch(self, path, **headers):
        address = f"http://127.0.0.1:{self.server.server_port}{path}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        return opener.open(urllib.request.Request(address, headers=headers), timeout=60)

    def test_json_and_token(self):
        with self.fetch("/api/v1/nodes", Authorization=f"Bearer {TOKEN}") as answer:
            self.assertEqual(answer.headers["Content-Type"], "application/json")
            self.assertEqual(len(json.load(answer)["items"]), 3)

    def test_errors_are_status_objects(self):
        with self.assertRaises(urllib.error.HTTPError) as caught:
            self.fetch("/api/v1/nodes", Authorization="Bearer wrong")
        with caught.exception as answer:
            self.assertEqual((answer.code, json.load(answer)["kind"]), (401, "Status"))

    def test_health_is_public_text(self):
        with self.fetch("/healthz") as answer:
            self.assertEqual(answer.read(), b"ok")


if __name__ == "__main__":
    unittest.main()
