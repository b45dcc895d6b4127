"""The API server's CA, certificate and token, and the kubeconfig; all of it in the lab's tmpfs, gone with it."""

import base64
import json
import os
import secrets
import subprocess
from dataclasses import dataclass

from .errors import LabError

_CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = {common_name}
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = {names}
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""
_HOST_NAMES = ("api", "localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
               "kubernetes.default.svc.cluster.local")


@dataclass(frozen=True)
class Pki:
    """Paths of the PEM files, and the token."""

    ca: str
    certificate: str
    key: str
    token: str


def create(folder, addresses):
    """Two runs of openssl with elliptic-curve keys: some 20 ms."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    pki = Pki(*(os.path.join(folder, name) for name in ("ca.crt", "server.crt", "server.key")),
              token=secrets.token_urlsafe(24))
    ca_key = os.path.join(folder, "ca.key")
    names = ", ".join([f"IP:{a}" for a in addresses] + [f"DNS:{n}" for n in _HOST_NAMES])
    _request(folder, "srcip-lab-ca", names, "ca", pki.ca, ca_key)
    _request(folder, "kube-apiserver", names, "server", pki.certificate, pki.key, "-CA", pki.ca, "-CAkey", ca_key)
    return pki


def _request(folder, common_name, names, section, certificate, key, *more):
    config = os.path.join(folder, f"{section}.cnf")
    with open(config, "w", encoding="ascii") as file:
        file.write(_CONFIG.format(common_name=common_name, names=names))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2", "-config", config, "-extensions", section, "-out", certificate, "-keyout", key, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise LabError(f"openssl (3.0 or newer is needed): {' '.join(done.stderr.split())}")


def kubeconfig(pki, server):
    """A kubeconfig with everything inline. JSON is YAML, and needs no library."""
    with open(pki.ca, "rb") as file:
        authority = base64.b64encode(file.read()).decode()
    return json.dumps({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "lab", "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": "lab", "user": {"token": pki.token}}],
        "contexts": [{"name": "lab", "context": {"cluster": "lab", "user": "lab", "namespace": "default"}}],
        "current-context": "lab",
    }, indent=2) + "\n"


def service_account(pki, folder, namespace):
    """What the kubelet mounts into a pod."""
    os.makedirs(folder)
    with open(pki.ca, encoding="ascii") as file:
        authority = file.read()
    for name, text in (("ca.crt", authority), ("token", pki.token), ("namespace", namespace)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)
