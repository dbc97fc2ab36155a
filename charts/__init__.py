"""One function per result, each returning a Plotly figure."""
