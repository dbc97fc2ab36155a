"""What the browser sends: a small renderer that calls the server's callbacks over HTTP."""

import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

Json = dict[str, object]
# How the page names wildcard parts of an id.
EVERY, SAME = ["ALL"], ["MATCH"]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: which callback, how long it took, how much it sent back."""

    callback: str
    seconds: float
    size: int


@dataclass
class Page:
    """The values of an open page, kept up to date by the server's answers.

    It starts from the app's own layout and list of callbacks. After a change it calls each
    server-side callback that has the changed property as an input, then those that depend on
    the answers; callbacks that run in the browser are left out.
    """

    port: int
    values: dict[str, object] = field(default_factory=dict)
    callbacks: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for component in _components(self._get("/_dash-layout")):
            name = _name(component["id"])
            for prop, value in component.items():
                self.values[f"{name}.{prop}"] = value
        found = self._get("/_dash-dependencies")
        self.callbacks = [entry for entry in found if not entry["clientside_function"]]

    def _get(self, path: str) -> object:
        self._connection.request("GET", path)
        return json.loads(self._connection.getresponse().read())

    def change(self, changes: Json) -> list[Call]:
        """Change properties as a reader does, and follow what depends on them.

        Parameters
        ----------
        changes : dict
            New values by "id.property".

        Returns
        -------
        list of Call
        """
        self.values.update(changes)
        changed, called, calls = list(changes), set(), []
        while changed:
            due = [
                entry
                for entry in self.callbacks
                if entry["output"] not in called and any(_is_input(entry, prop) for prop in changed)
            ]
            following = []
            for entry in due:
                called.add(entry["output"])
                call, answer = self._call(entry, [p for p in changed if _is_input(entry, p)])
                calls.append(call)
                following += [prop for prop, value in answer.items() if self._differs(prop, value)]
                self.values.update(answer)
            changed = following
        return calls

    def _differs(self, prop: str, value: object) -> bool:
        return self.values.get(prop) != value

    def _call(self, entry: Json, changed: list[str]) -> tuple[Call, Json]:
        body = json.dumps(self._body(entry, changed))
        headers = {"Content-Type": "application/json"}
        started = time.perf_counter()
        self._connection.request("POST", "/_dash-update-component", body, headers)
        reply = self._connection.getresponse()
        text = reply.read()
        seconds = time.perf_counter() - started
        if reply.status not in (200, 204):
            raise RuntimeError(f"{entry['output']} answered {reply.status} to {changed}.")
        answer = json.loads(text)["response"] if reply.status == 200 else {}
        call = Call(callback=entry["output"], seconds=seconds, size=len(text))
        flat = {f"{name}.{prop}": v for name, props in answer.items() for prop, v in props.items()}
        return call, flat

    def _body(self, entry: Json, changed: list[str]) -> Json:
        trigger = _wild(changed[0].rpartition(".")[0])
        outputs = [self._part(part, trigger) for part in _outputs(entry["output"])]
        output = entry["output"]
        return {
            "output": output,
            "outputs": outputs if output.startswith("..") else outputs[0],
            "changedPropIds": changed,
            "inputs": [self._filled(part, trigger) for part in entry["inputs"]],
            "state": [self._filled(part, trigger) for part in entry["state"]],
        }

    def _part(self, part: Json, trigger: Json) -> Json | list[Json]:
        """Give id and property, with wildcards filled from the component that changed."""
        pattern = _wild(part["id"])
        if not pattern:
            return {"id": part["id"], "property": part["property"]}
        if EVERY in pattern.values():
            return [
                {"id": _wild(name), "property": part["property"]}
                for name in self._matching(pattern, part["property"])
            ]
        name = {key: trigger.get(key) if part == SAME else part for key, part in pattern.items()}
        return {"id": name, "property": part["property"]}

    def _filled(self, part: Json, trigger: Json) -> Json | list[Json]:
        found = self._part(part, trigger)
        if isinstance(found, list):
            return [self._with_value(one) for one in found]
        return self._with_value(found)

    def _with_value(self, part: Json) -> Json:
        value = self.values.get(f"{_name(part['id'])}.{part['property']}")
        return part if value is None else {**part, "value": value}

    def _matching(self, pattern: Json, prop: str) -> Iterator[str]:
        for known in self.values:
            name, _, field = known.rpartition(".")
            if field == prop and _fits(pattern, _wild(name)):
                yield name


def _name(identity: object) -> str:
    """Write an id as the server does: keys in order, no spaces."""
    if isinstance(identity, str):
        return identity
    return json.dumps(identity, sort_keys=True, separators=(",", ":"))


def _wild(name: str) -> Json:
    return json.loads(name) if name.startswith("{") else {}


def _fits(pattern: Json, given: Json) -> bool:
    return pattern.keys() == given.keys() and all(
        part in (EVERY, SAME) or part == given[key] for key, part in pattern.items()
    )


def _is_input(entry: Json, prop: str) -> bool:
    name, _, field = prop.rpartition(".")
    return any(
        part["property"] == field
        and (part["id"] == name or (_wild(part["id"]) and _fits(_wild(part["id"]), _wild(name))))
        for part in entry["inputs"]
    )


def _outputs(output: str) -> list[Json]:
    texts = output[2:-2].split("...") if output.startswith("..") else [output]
    parts = [text.rpartition(".") for text in texts]
    return [{"id": name, "property": prop} for name, _, prop in parts]


def _components(node: object) -> Iterator[Json]:
    """Walk a layout and give the properties of every component that has an id."""
    if isinstance(node, list):
        for child in node:
            yield from _components(child)
    elif isinstance(node, dict) and isinstance(node.get("props"), dict):
        if "id" in node["props"]:
            yield node["props"]
        yield from _components(node["props"].get("children"))
