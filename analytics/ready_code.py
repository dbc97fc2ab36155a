"""Call what numba compiled in an earlier process, without loading numba.

Beside what numba keeps of a function lies its machine code by itself, with a line that says how it
is called: numba's own convention, of which :mod:`analytics.compiled` checks that it is the one
meant here before anything is written. Functions that such code calls are in two small libraries of
numba, which are loaded as they are.
"""

import builtins
import ctypes
import functools
import hashlib
import itertools
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from analytics import kept_code

LOG = logging.getLogger(__name__)
# A number by its name; an array by the type of its elements, its dimensions and whether it may be
# written to; several of them as a tuple that begins with "tuple".
Kind = str | tuple
Kinds = tuple[Kind, ...]
FLOAT, WHOLE, TRUTH, NO_RESULT, ROW = "float64", "int64", "bool", "none", "tuple"
NUMBERS: dict[type, Kind] = {
    float: FLOAT, np.float64: FLOAT, int: WHOLE, np.int64: WHOLE, bool: TRUTH, np.bool_: TRUTH,
}  # fmt: skip
LEAST_WHOLE, MOST_WHOLE = -(2**63), 2**63 - 1
# How the compiler calls what is handed over; an array as its owner twice, its number of elements,
# the size of one, where they are, its shape and its strides.
WORDS = {FLOAT: "double", WHOLE: "i64", TRUTH: "i8"}
TYPES: dict[str, Any] = {"double": ctypes.c_double, "i64": ctypes.c_int64, "i8": ctypes.c_uint8,
         "ptr": ctypes.c_void_p}  # fmt: skip
BEFORE_SHAPE = ("ptr", "ptr", "i64", "i64", "ptr")
WORD = 8
HELPERS = "helpers"
_lock, _linked = threading.Lock(), itertools.count()


class CallFailed(Exception):
    """The code has raised something, or memory was not enough; numba can tell what."""


class ReadyCode:
    """Machine code that is ready to be called with arguments of some kinds."""

    def __init__(self, code: bytes, *, symbol: str, kinds: Kinds, returns: Kind) -> None:
        # What is linked goes when nobody holds it any more.
        self._linked = _link(code, symbol)
        words = [TYPES[word] for word in machine_words(kinds)]
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *words)
        self._call = kind(self._linked[symbol])
        self._kinds, self._returns = kinds, returns
        self._result = ctypes.c_int64 * max(len(machine_words((returns,))), 1)

    def __call__(self, given: Sequence[Any]) -> Any:
        """Call it; the interpreter is free meanwhile."""
        result, trouble = self._result(), ctypes.c_void_p()
        words: list[Any] = []
        for kind, value in zip(self._kinds, given, strict=True):
            _hand_over(kind, value, words)
        if self._call(ctypes.byref(result), ctypes.byref(trouble), *words):
            raise CallFailed
        return _taken(self._returns, result, 0)[0]


def kinds_of(given: Sequence[Any]) -> Kinds | None:
    """Give the kinds of arguments; None where one is of a kind that only numba takes."""
    kinds: list[Kind] = []
    for value in given:
        kind = _kind_of(value)
        if kind is None:
            return None
        kinds.append(kind)
    return tuple(kinds)


def _kind_of(value: Any) -> Kind | None:
    if type(value) is np.ndarray:
        flags = value.flags
        if flags.c_contiguous and flags.aligned:
            return value.dtype.str, value.ndim, flags.writeable
        return None
    if type(value) is tuple:
        inner = kinds_of(value)
        return None if inner is None else (ROW, *inner)
    kind = NUMBERS.get(type(value))
    return None if kind == WHOLE and not LEAST_WHOLE <= value <= MOST_WHOLE else kind


def machine_words(kinds: Sequence[Kind]) -> list[str]:
    """Give what the compiler makes of arguments, in its own words."""
    words: list[str] = []
    for kind in kinds:
        if isinstance(kind, str):
            words += [WORDS[kind]] if kind != NO_RESULT else []
        elif kind[0] == ROW:
            words += machine_words(kind[1:])
        else:
            words += [*BEFORE_SHAPE, *["i64"] * (2 * kind[1])]
    return words


def _hand_over(kind: Kind, value: Any, words: list[Any]) -> None:
    """Append an argument as the compiler takes it; the caller keeps what it points to."""
    if isinstance(kind, str):
        words.append(float(value) if kind == FLOAT else int(value))
    elif kind[0] == ROW:
        for inner, one in zip(kind[1:], value, strict=True):
            _hand_over(inner, one, words)
    else:
        start = value.__array_interface__["data"][0]
        words += (None, None, value.size, value.itemsize, start, *value.shape, *value.strides)


def _taken(kind: Kind, words: Any, at: int) -> tuple[Any, int]:
    """Return a result from where it was written to, and where the next one begins."""
    if isinstance(kind, str):
        if kind == FLOAT:
            return ctypes.c_double.from_buffer(words, at * WORD).value, at + 1
        if kind == TRUTH:
            return bool(ctypes.c_uint8.from_buffer(words, at * WORD).value), at + 1
        return (None if kind == NO_RESULT else words[at]), at + 1
    if kind[0] == ROW:
        values = []
        for inner in kind[1:]:
            value, at = _taken(inner, words, at)
            values.append(value)
        return tuple(values), at
    dimensions, shape = kind[1], at + len(BEFORE_SHAPE)
    array = np.empty(tuple(words[shape : shape + dimensions]), kind[0])
    ctypes.memmove(array.__array_interface__["data"][0], words[at + 4], array.nbytes)
    if words[at]:
        _release()(words[at])
    return array, shape + 2 * dimensions


def path_of(function: Callable, kinds: Kinds) -> Path | None:
    """Return where the machine code of a function lies; None where it cannot be kept."""
    place, source = kept_code.folder(), Path(function.__code__.co_filename).resolve()
    if sys.platform != "linux" or place is None or not source.is_relative_to(kept_code.ROOT):
        return None
    module = ".".join(source.relative_to(kept_code.ROOT).with_suffix("").parts)
    told = repr(kinds).encode() + kept_code.machine()
    name = f"{function.__qualname__}-{function.__code__.co_firstlineno}"
    return place / module / f"{name}.{hashlib.sha256(told).hexdigest()[:16]}.ready"


def write(path: Path, code: bytes, *, function: Callable, symbol: str, returns: Kind) -> None:
    """Write machine code in one piece, with the name that it is called by in front."""
    head = {"sources": _sources(function), "symbol": symbol, "returns": returns}
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(json.dumps(head).encode() + b"\n" + code)
    part.replace(path)


def find(function: Callable, kinds: Kinds) -> ReadyCode | None:
    """Find what a function was compiled to for arguments of these kinds; None if there is none."""
    path = path_of(function, kinds)
    try:
        head, _, code = path.read_bytes().partition(b"\n") if path else (b"", b"", b"")
    except OSError:
        return None
    known = json.loads(head) if head else {}
    if known.get("sources") != _sources(function):
        return None
    try:
        return ReadyCode(
            code, symbol=known["symbol"], kinds=kinds, returns=_as_kind(known["returns"])
        )
    except RuntimeError as error:
        # It asks for something that is not there, as after a change of the system's libraries.
        LOG.info("%s is called by way of numba: %s", function.__qualname__, error)
        return None


def _sources(function: Callable) -> str:
    return _stamp(Path(function.__code__.co_filename).resolve()).hex()


_stamp = functools.cache(kept_code.stamp)


def _as_kind(told: str | list) -> Kind:
    return told if isinstance(told, str) else tuple(map(_as_kind_part, told))


def _as_kind_part(told: Any) -> Any:
    return _as_kind(told) if isinstance(told, list) else told


def _link(code: bytes, symbol: str) -> Any:
    """Put machine code in its place; one thread at a time."""
    from llvmlite import binding

    with _lock:
        engine = _engine()
        builder = binding.JITLibraryBuilder().add_object_img(code).add_current_process()
        # Two of one name cannot be, even after the first has gone.
        name = f"{symbol}-{next(_linked)}"
        return builder.add_jit_library(HELPERS).export_symbol(symbol).link(engine, name)


@functools.cache
def _engine() -> Any:
    """Return what links machine code, with what such code calls."""
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    engine, builder = binding.create_lljit_compiler(), binding.JITLibraryBuilder()
    for name, address in _helpers().items():
        builder.import_symbol(name, address)
    # Without an owner the library would go at once.
    engine.helpers = builder.link(engine, HELPERS)
    return engine


def _helpers() -> dict[str, int]:
    """Give the addresses of what the code calls, by the names that numba gives them."""
    found = {f"numba_{name}": at for name, at in _extension("_helperlib").c_helpers.items()}
    for name, at in _memory().c_helpers.items():
        found[name if name.startswith("_") else f"NRT_{name}"] = at
    kinds = [one for one in vars(builtins).values() if isinstance(one, type)]
    errors = [one for one in kinds if issubclass(one, BaseException)]
    return (
        found | {f"PyExc_{one.__name__}": id(one) for one in errors} | {"_Py_NoneStruct": id(None)}
    )


@functools.cache
def _release() -> Callable[[int], None]:
    return ctypes.CFUNCTYPE(None, ctypes.c_void_p)(_memory().c_helpers["MemInfo_release"])


def _memory() -> ModuleType:
    return _extension("core.runtime._nrt_python")


@functools.cache
def _extension(name: str) -> ModuleType:
    """Load a library of numba by itself; a later import of numba finds its own."""
    full, package = f"numba.{name}", find_spec("numba")
    if full in sys.modules:
        return sys.modules[full]
    if package is None or package.origin is None:
        raise RuntimeError("numba is not installed.")
    path = Path(package.origin).parent.joinpath(*name.split("."))
    loader = ExtensionFileLoader(full, f"{path}{EXTENSION_SUFFIXES[0]}")
    spec = spec_from_file_location(full, loader.path, loader=loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    sys.modules.pop(full, None)
    return module
