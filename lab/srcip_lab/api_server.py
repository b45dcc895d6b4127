"""The API server: HTTPS and paths → Store. Read-only but for PATCH of a service."""

import contextlib
import datetime
import hmac
import json
import socket
import ssl
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from . import statuses, tables, versions
from .store import CLUSTER_SCOPED, KINDS, Query, Store

DISCOVERY_GROUP = "discovery.k8s.io"
PUBLIC_PATHS = ("/version", "/healthz", "/livez", "/readyz")  # ClusterRole system:public-info-viewer
PATCH_TYPES = ("application/merge-patch+json", "application/strategic-merge-patch+json")
MOST_BODY = 1 << 20


@dataclass(frozen=True)
class Request:
    """What an answer depends on."""

    method: str
    target: str
    token: str = ""  # of `Authorization: Bearer`, "" without one
    accept: str = ""
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Resource:
    """A path that names objects."""

    group_version: str
    resource: str
    namespace: str = None  # None: all of them
    name: str = None       # None: a list
    group: str = ""


class Api:
    """Request → (status code, JSON body). Needs no socket, so tests call it directly."""

    def __init__(self, store, token, minor):
        self._store = store
        self._token = token
        self._minor = minor

    def respond(self, request):
        try:
            return 200, self._answer(request)
        except statuses.ApiError as error:
            return error.code, error.body

    def _answer(self, request):
        url = urlsplit(request.target)
        path = unquote(url.path).rstrip("/") or "/"
        parameters = {key: values[0] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        resource = self._resource(path)
        self._authorize(request, path, resource)
        if resource is None:
            return self._document(request, path)
        if request.method == "PATCH":
            return self._patch(request, resource)
        if request.method != "GET":
            raise statuses.method_not_allowed()
        if parameters.get("watch", "") in ("1", "true"):
            raise statuses.bad_request("this lab's API server does not serve watches")
        return self._read(request, resource, parameters)

    def _authorize(self, request, path, resource):
        if request.token:
            if not hmac.compare_digest(request.token, self._token):
                raise statuses.unauthorized()
        elif path not in PUBLIC_PATHS:
            verb = {"GET": "get", "PATCH": "patch", "POST": "create", "PUT": "update",
                    "DELETE": "delete"}.get(request.method, "get")
            if resource is None:
                raise statuses.forbidden_path(verb, path)
            verb = "list" if verb == "get" and not resource.name else verb
            raise statuses.forbidden_resource(verb, resource.group, resource.resource, resource.namespace,
                                              resource.name)

    def _resource(self, path):
        """The path of objects, or None for every other one."""
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "v1"]:
            found, rest = Resource("v1", ""), parts[2:]
            known = [name for name in KINDS if name != "endpointslices"]
        elif (parts[:2] == ["apis", DISCOVERY_GROUP] and parts[2:3]
              and parts[2] in versions.discovery_versions(self._minor)):
            found, rest = Resource("/".join(parts[1:3]), "", group=DISCOVERY_GROUP), parts[3:]
            known = ["endpointslices"]
        else:
            return None
        namespace = None
        if len(rest) >= 3 and rest[0] == "namespaces":
            namespace, rest = rest[1], rest[2:]
        if len(rest) not in (1, 2) or rest[0] not in known or (namespace and rest[0] in CLUSTER_SCOPED):
            return None
        if len(rest) == 2 and namespace is None and rest[0] not in CLUSTER_SCOPED:
            return None
        return Resource(found.group_version, rest[0], namespace, rest[1] if len(rest) == 2 else None, found.group)

    def _document(self, request, path):
        """Discovery, version and health."""
        if request.method != "GET":
            raise statuses.method_not_allowed()
        discovery = versions.discovery_versions(self._minor)
        documents = {
            "/version": lambda: versions.server_version(self._minor),
            "/healthz": lambda: "ok", "/livez": lambda: "ok", "/readyz": lambda: "ok",
            "/api": lambda: {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []},
            "/api/v1": lambda: _resource_list("v1", [name for name in KINDS if name != "endpointslices"]),
            "/apis": lambda: {"kind": "APIGroupList", "apiVersion": "v1",
                              "groups": [_group(discovery)] if discovery else []},
        }
        if discovery:
            documents[f"/apis/{DISCOVERY_GROUP}"] = lambda: {"kind": "APIGroup", "apiVersion": "v1",
                                                             **_group(discovery)}
        for version in discovery:
            group_version = f"{DISCOVERY_GROUP}/{version}"
            documents[f"/apis/{group_version}"] = lambda gv=group_version: _resource_list(gv, ["endpointslices"])
        if path not in documents:
            raise statuses.no_such_path()
        return documents[path]()

    def _read(self, request, resource, parameters):
        as_table = "as=Table;v=v1;g=meta.k8s.io" in request.accept.replace(" ", "") and self._minor >= 15
        if resource.name:
            item = self._store.get(resource.resource, resource.group_version, resource.namespace, resource.name)
            items, metadata = [item], {"resourceVersion": item["metadata"]["resourceVersion"]}
            if not as_table:
                return item
        else:
            items, metadata = self._store.list(resource.resource, resource.group_version, resource.namespace,
                                               _query(parameters))
        if as_table:
            return tables.table(resource.resource, items, metadata, _now(), parameters.get("includeObject", "Metadata"))
        if self._minor < 20:
            metadata = {"selfLink": urlsplit(request.target).path, **metadata}
        return {"kind": f"{KINDS[resource.resource]}List", "apiVersion": resource.group_version, "metadata": metadata,
                "items": items}

    def _patch(self, request, resource):
        if resource.resource != "services" or not resource.name:
            raise statuses.method_not_allowed()
        content_type = request.content_type.partition(";")[0].strip()
        if content_type not in PATCH_TYPES:
            raise statuses.unsupported_media_type(content_type)
        try:
            patch = json.loads(request.body)
        except ValueError as error:
            raise statuses.bad_request(f"error decoding patch: {error}") from error
        if not isinstance(patch, dict):
            raise statuses.bad_request("error decoding patch: not an object")
        return self._store.patch_service(resource.namespace, resource.name, patch)


def _query(parameters):
    try:
        limit = int(parameters.get("limit") or 0)
    except ValueError as error:
        raise statuses.bad_request(f"strconv.ParseInt: parsing {parameters['limit']!r}: invalid syntax") from error
    return Query(max(0, limit), parameters.get("continue", ""), parameters.get("labelSelector", ""),
                 parameters.get("fieldSelector", ""))


def _group(discovery):
    names = [{"groupVersion": f"{DISCOVERY_GROUP}/{v}", "version": v} for v in discovery]
    return {"name": DISCOVERY_GROUP, "versions": names, "preferredVersion": names[0]}


def _resource_list(group_version, resources):
    short = {"nodes": ["no"], "pods": ["po"], "services": ["svc"], "endpoints": ["ep"], "namespaces": ["ns"]}
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": [
        {"name": name, "singularName": "", "namespaced": name not in CLUSTER_SCOPED, "kind": KINDS[name],
         "verbs": ["get", "list", *(["patch"] if name == "services" else [])],
         **({"shortNames": short[name]} if name in short else {})} for name in sorted(resources)]}


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 around `Api`, which the server carries as `api`."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # head and body in one segment: two would wait for each other (Nagle, delayed ACK)

    def _do(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BODY))
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        request = Request(self.command, self.path, token.strip() if scheme.lower() == "bearer" else "",
                          ",".join(self.headers.get_all("Accept", [])), self.headers.get("Content-Type", ""), body)
        status, answer = self.server.api.respond(request)
        text = isinstance(answer, str)
        data = (answer if text else json.dumps(answer, separators=(",", ":")) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8" if text else "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_PATCH = do_POST = do_PUT = do_DELETE = _do  # pylint: disable=invalid-name


class Server(ThreadingHTTPServer):
    """With TLS when `context` is given; the handshake runs in the connection's own thread."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address, api, context=None):
        self.api = api
        self._context = context
        super().__init__(address, _Handler)

    def server_bind(self):
        # HTTPServer's own looks up the host's full name, which can take seconds where there is no name server.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address[:2]

    def finish_request(self, request, client_address):
        if self._context is None:
            super().finish_request(request, client_address)
            return
        # A client that does not trust us, or only tests whether the port is open, is its own affair.
        with contextlib.suppress(OSError):
            request.settimeout(_Handler.timeout)
            with self._context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)


def main(address, keys, cluster, options, changed):
    """The process's entry: serves until the lab ends."""
    started = _now().strftime("%Y-%m-%dT%H:%M:%SZ")
    store = Store(cluster, options.api_version, started, changed, options.expire_continue)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(keys.certificate, keys.key)
    Server(address, Api(store, keys.token, options.api_version), context).serve_forever()
