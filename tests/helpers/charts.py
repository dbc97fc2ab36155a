"""A chart around a hand-made figure."""

import pandas as pd
import plotly.graph_objects as go

from charts.chart import Chart, Source


def made_chart(figure: go.Figure, table: pd.DataFrame | None = None, **words: object) -> Chart:
    """Return a chart whose words are empty where none are given."""
    parts = {"title": "", "subtitle": "", "description": "", "source": Source()}
    return Chart(figure=figure, table=pd.DataFrame() if table is None else table, **parts | words)
