"""The process in which an office's own templates print: started by its path, answers each ``Order`` with JSON."""

from __future__ import annotations

import json
import pickle

from kokoq.child.serving import serving
from kokoq.language import language
from kokoq.markdown.sandbox import Order, place_of, printed

MEMORY = 1 << 30  # of addresses, a fifth of which is the program itself


def main() -> None:
    """Answer requests until there are no more."""
    requests, send = serving(memory=MEMORY)
    shown: dict[str, object] = {}
    for request in requests:
        order: Order = pickle.loads(request)  # noqa: S301 - the process that started this one wrote it
        shown = {**shown, **order.new}
        send(json.dumps(_answer(order, {name: shown[name] for name in order.shown})).encode("ascii"))


def _answer(order: Order, shown: dict[str, object]) -> dict[str, object]:
    try:
        return {"text": printed(order.template, language(order.language), order.templates, shown)}
    except MemoryError:
        raise  # the process ends, and whatever it holds with it
    except Exception as error:  # noqa: BLE001 - whatever a template stumbles over is a fault of the template
        path, line = place_of(error, order.template, order.templates)
        return {"path": path, "line": line, "words": str(error) or type(error).__name__}


if __name__ == "__main__":
    main()
