"""The API server's Status objects: what it says instead of an answer. Pure."""


class ApiError(Exception):
    """An answer that is an error; `body` is the Status."""

    def __init__(self, code, reason, message, details=None):
        super().__init__(message)
        self.code = code
        self.body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
                     "reason": reason, **({} if details is None else {"details": details}), "code": code}


def bad_request(message):
    return ApiError(400, "BadRequest", message)


def unauthorized():
    return ApiError(401, "Unauthorized", "Unauthorized")


def forbidden_path(verb, path):
    return ApiError(403, "Forbidden", f'forbidden: User "system:anonymous" cannot {verb} path "{path}"', {})


def forbidden_resource(verb, group, resource, namespace, name):
    """pkg/registry's wording (apiserver/pkg/endpoints/handlers/responsewriters/errors.go)."""
    qualified = f"{resource}.{group}" if group else resource
    where = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
    subject = f'{qualified} "{name}"' if name else qualified
    details = {**({"name": name} if name else {}), **({"group": group} if group else {}), "kind": resource}
    return ApiError(403, "Forbidden", f'{subject} is forbidden: User "system:anonymous" cannot {verb} resource '
                                      f'"{resource}" in API group "{group}" {where}', details)


def no_such_path():
    return ApiError(404, "NotFound", "the server could not find the requested resource", {})


def no_such_object(group, resource, name):
    qualified = f"{resource}.{group}" if group else resource
    return ApiError(404, "NotFound", f'{qualified} "{name}" not found',
                    {"name": name, **({"group": group} if group else {}), "kind": resource})


def method_not_allowed():
    return ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {})


def expired():
    return ApiError(410, "Expired", "The provided continue parameter is too old to display a consistent list result. "
                                    "You can start a new list without the continue parameter, or use the continue "
                                    "token in this response to retrieve the remainder of the results.")


def unsupported_media_type(got):
    return ApiError(415, "UnsupportedMediaType", f"the body of the request was in an unknown format ({got}) - accepted "
                    "media types include: application/merge-patch+json, application/strategic-merge-patch+json", {})


def invalid_service(name, field, value, supported):
    message = f'Unsupported value: "{value}": supported values: {", ".join(supported)}'
    return ApiError(422, "Invalid", f'Service "{name}" is invalid: {field}: {message}',
                    {"name": name, "kind": "Service",
                     "causes": [{"reason": "FieldValueNotSupported", "message": message, "field": field}]})
