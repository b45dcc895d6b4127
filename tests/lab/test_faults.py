"""Scenario files: what becomes of the cluster's objects, and what is said of mistakes."""

import json
import os
import re
import tempfile
import unittest

import lab_modules as m
from srcip_lab import errors, faults, topology

SOUND = os.path.join(m.HERE, "clusters", "sound.json")


def load(**scenario):
    """A scenario over the sound cluster → Cluster, Faults."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"cluster": SOUND, **scenario}, file)
        file.flush()
        return faults.load(file.name)


def service(cluster):
    return next(s for s in cluster.services if s["metadata"]["name"] == "web")


class Merging(unittest.TestCase):
    def test_changes_members_one_by_one(self):
        change = {"kind": "Service", "metadata": {"name": "web", "annotations": {"a": "b"}},
                  "spec": {"externalTrafficPolicy": "Cluster", "healthCheckNodePort": None}}
        web = service(load(objects=[change])[0])
        self.assertEqual(web["spec"]["externalTrafficPolicy"], "Cluster")
        self.assertNotIn("healthCheckNodePort", web["spec"])
        self.assertEqual(web["spec"]["clusterIP"], "10.0.0.83")
        self.assertEqual(web["metadata"]["annotations"], {"a": "b"})

    def test_replaces_lists_and_adds_objects(self):
        slice_ = {"kind": "EndpointSlice", "metadata": {"name": "web-1"}, "endpoints": []}
        pod = {"kind": "Pod", "metadata": {"name": "more"}, "spec": {"nodeName": "n2"}, "status": {"podIP": "10.180.2.9"}}
        cluster, _ = load(objects=[slice_, pod])
        self.assertEqual(cluster.slices[0]["endpoints"], [])
        self.assertEqual(cluster.slices[0]["ports"][0]["port"], 8080)
        self.assertIn("p-more", topology.build(cluster).hosts)


class Faults(unittest.TestCase):
    def test_are_sorted_by_what_they_are_about(self):
        _, found = load(faults=[{"on": "n1", "ip": []}, {"kube-proxy": "n1", "mode": "ipvs"},
                                {"echoserver": "p-echo-1", "options": ["-h"]}, {"on": "n2", "nft": []}])
        self.assertEqual([f["on"] for f in found.on_hosts], ["n1", "n2"])
        self.assertEqual(found.kube_proxies["n1"]["mode"], "ipvs")
        self.assertEqual(found.echoservers, {"p-echo-1": ["-h"]})

    def test_mistakes_are_named(self):
        for scenario, words in (({"faults": [{"on": "n1"}]}, "no fault that the lab knows"),
                                ({"faults": [{"on": "n1", "nft": [], "x": 1}]}, "no fault that the lab knows"),
                                ({"nodes": []}, "unknown key 'nodes'"),
                                ({"cluster": "/nowhere.json"}, "/nowhere.json"),
                                ({"objects": [{"kind": "Deployment", "metadata": {"name": "d"}}]}, "Deployment")):
            with self.assertRaisesRegex(errors.LabError, re.escape(words)) as raised:
                load(**scenario)
            self.assertEqual(raised.exception.status, errors.BAD_CLUSTER)

    def test_must_be_about_hosts_that_are_there(self):
        cluster, found = load(faults=[{"on": "n9", "ip": []}])
        with self.assertRaisesRegex(errors.LabError, "n9.*n1, n2"):
            faults.check(found, topology.build(cluster))

    def test_need_their_programs(self):
        cluster, found = load(faults=[{"on": "router", "run": ["no-such-program"]}])
        with self.assertRaisesRegex(errors.LabError, "no-such-program is missing") as raised:
            faults.check(found, topology.build(cluster))
        self.assertEqual(raised.exception.status, errors.UNAVAILABLE)


class Scenarios(unittest.TestCase):
    def test_show_every_kind_of_advice(self):
        shown = set()
        folder = os.path.join(m.HERE, "scenarios")
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                shown.update(advice for expected in json.load(file)["expect"] for advice in expected["advice"])
        with open(os.path.join(m.REPOSITORY, "docs", "advice.md"), encoding="utf-8") as file:
            documented = set(re.findall(r"^\| \d+ \| `([a-z-]+)`", file.read(), re.M))
        self.assertEqual(shown, documented)
        self.assertGreaterEqual(len(documented), 22)


if __name__ == "__main__":
    unittest.main()
