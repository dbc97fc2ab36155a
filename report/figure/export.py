"""Charts of a view as files: one, all of them, or a fragment of a page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from analytics.selection.link import link_parts
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.presets import image_scale, look_for
from charts.style.theme import Look
from data.errors import EscalationError
from report.figure.html_assets import draw_fragment
from report.figure.record import Provenance, as_json, record
from report.figure.render import draw_image
from report.figure.write import contents, figure_paths, write_figure
from report.files import check_targets, write_all, write_into

SCALE = 2
FRAGMENT = "fragment"


@dataclass(frozen=True, kw_only=True)
class Order:
    """Which figures are wanted.

    Parameters
    ----------
    selection : Selection
    look : Look
    folder : str
        The study's folder as it was named; empty for the bundled study.
    """

    selection: Selection
    look: Look
    folder: str = ""

    @classmethod
    def of(
        cls,
        selection: Selection,
        *,
        folder: str,
        link: str,
        preset: str | None,
        width: int,
        dark: bool,
        grey: bool,
    ) -> "Order":
        """Take the look from options, and the theme from a link too."""
        dark = dark or link_parts(link).get("theme") == "dark"
        look = look_for(
            preset or "", dark=dark, grey=grey, width=width, credit=selection.study.credit
        )
        return cls(selection=selection, look=look, folder=folder)

    def provenance(self, chart: str, scale: float) -> Provenance:
        """Say where a chart of this order comes from."""
        parts = {"selection": self.selection, "look": self.look}
        return Provenance(folder=self.folder, chart=chart, scale=scale, **parts)


def export_chart(order: Order, name: str, path: Path, *, force: bool) -> tuple[Path, ...]:
    """Write one chart with its data and its origin.

    Parameters
    ----------
    order : Order
    name : str
        Of the chart.
    path : Path
        Its ending says the format.
    force : bool
        Replace files that exist.

    Returns
    -------
    tuple of Path

    Raises
    ------
    EscalationError
    """
    check_targets(figure_paths(path, record=True), force=force)
    figure, table = draw(name, order.selection, order.look)
    scale = image_scale(figure, SCALE)
    origin = order.provenance(name, scale)
    return write_figure(figure, path, table=table, scale=scale, force=force, provenance=origin)


def export_all(
    order: Order,
    names: Iterable[str],
    folder: Path,
    *,
    ending: str,
    force: bool,
    progress: Callable[[], None],
) -> tuple[list[Path], dict[str, str]]:
    """Write every chart that can be drawn into a folder, all of them or none.

    Parameters
    ----------
    order : Order
    names : iterable of str
    folder : Path
        Is made if it is not there.
    ending : str
        Such as svg.
    force : bool
        Replace files that exist.
    progress : callable
        Is called after each chart.

    Returns
    -------
    written : list of Path
    missing : dict of str
        Why a chart cannot be drawn, by its name.

    Raises
    ------
    EscalationError
        When not one can be drawn, or the files cannot be written.
    """
    files: dict[Path, bytes] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            files |= _drawn(order, name, folder / f"{name}.{ending}")
        except EscalationError as error:
            missing[name] = str(error)
        progress()
    if not files:
        raise EscalationError(f"No chart can be drawn: {next(iter(missing.values()))}")
    write_into(folder, files, force=force)
    return list(files), missing


def _drawn(order: Order, name: str, path: Path) -> dict[Path, bytes]:
    figure, table = draw(name, order.selection, order.look)
    scale = image_scale(figure, SCALE)
    files = contents(figure, path, table=table, scale=scale)
    told = record(order.provenance(name, scale), figure, files)
    files |= {path.with_suffix(".json").name: as_json(told)}
    return {path.with_name(key): content for key, content in files.items()}


def export_fragment(order: Order, name: str, path: Path, *, force: bool) -> Path:
    """Write one chart as HTML that is put into a page.

    Parameters
    ----------
    order : Order
    name : str
        Of the chart.
    path : Path
        Ends in ``.html``.
    force : bool
        Replace a file that exists.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
    """
    if path.suffix.lower() != ".html":
        raise EscalationError(f"Cannot write {path.name}: a fragment's name must end in .html.")
    check_targets([path], force=force)
    content = figure_content(name, order.selection, order.look, FRAGMENT)
    write_all({path: content}, force=force)
    return path


def figure_content(name: str, selection: Selection, look: Look, kind: str) -> bytes:
    """Return a chart as the content of a file.

    Parameters
    ----------
    name : str
        Of the chart.
    selection : Selection
    look : Look
    kind : {"svg", "png", "pdf", "html", "fragment"}

    Returns
    -------
    bytes

    Raises
    ------
    EscalationError
    """
    figure, _ = draw(name, selection, look)
    if kind == FRAGMENT:
        return draw_fragment(figure)
    return draw_image(figure, kind, scale=image_scale(figure, SCALE))
