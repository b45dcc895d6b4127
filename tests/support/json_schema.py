"""A validator for the part of JSON Schema 2020-12 that docs/schemas/ uses. A keyword it does not know is an error in the
schema, so that none is taken for checked that is not."""

import re

ANNOTATIONS = {"$schema", "$defs", "title", "description"}
TYPES = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool}


def has_type(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def same(left, right):
    return type(left) is type(right) and left == right  # True is not 1


class Validator:
    """`problems(value)` yields sentences. With `closed`, members that the schema does not name are problems, too: what the
    programs write must be documented, although readers have to pass over more."""

    def __init__(self, schema, closed=False):
        self.root = schema
        self.closed = closed

    def problems(self, value):
        yield from self.check(value, self.root, "$")

    def resolved(self, reference):
        assert reference.startswith("#/"), reference
        schema = self.root
        for part in reference[2:].split("/"):
            schema = schema[part]
        return schema

    def check(self, value, schema, where):
        for keyword, argument in schema.items():
            if keyword not in ANNOTATIONS:
                yield from getattr(self, "check_" + keyword.replace("$", ""))(value, argument, where)
        if self.closed and isinstance(value, dict) and "properties" in schema:
            for name in value.keys() - schema["properties"].keys():
                yield f"{where}.{name} is not in the schema"

    def check_ref(self, value, argument, where):
        yield from self.check(value, self.resolved(argument), where)

    def check_type(self, value, argument, where):
        names = [argument] if isinstance(argument, str) else argument
        if not any(has_type(value, name) for name in names):
            yield f"{where}: {value!r} is not {' or '.join(names)}"

    def check_const(self, value, argument, where):
        if not same(value, argument):
            yield f"{where}: {value!r} is not {argument!r}"

    def check_enum(self, value, argument, where):
        if not any(same(value, allowed) for allowed in argument):
            yield f"{where}: {value!r} is none of {argument}"

    def check_required(self, value, argument, where):
        if isinstance(value, dict):
            yield from (f"{where}.{name} is missing" for name in argument if name not in value)

    def check_properties(self, value, argument, where):
        if isinstance(value, dict):
            for name in value.keys() & argument.keys():
                yield from self.check(value[name], argument[name], f"{where}.{name}")

    def check_items(self, value, argument, where):
        if isinstance(value, list):
            for index, element in enumerate(value):
                yield from self.check(element, argument, f"{where}[{index}]")

    def check_anyOf(self, value, argument, where):  # pylint: disable=invalid-name
        tried = [list(self.check(value, schema, where)) for schema in argument]
        if all(tried):
            yield from min(tried, key=len)

    def check_minimum(self, value, argument, where):
        if has_type(value, "integer") and value < argument:
            yield f"{where}: {value} is below {argument}"

    def check_maximum(self, value, argument, where):
        if has_type(value, "integer") and value > argument:
            yield f"{where}: {value} is above {argument}"

    def check_minLength(self, value, argument, where):  # pylint: disable=invalid-name
        if isinstance(value, str) and len(value) < argument:
            yield f"{where}: {value!r} is shorter than {argument}"

    def check_pattern(self, value, argument, where):
        if isinstance(value, str) and not re.search(argument, value):
            yield f"{where}: {value!r} does not match {argument}"
