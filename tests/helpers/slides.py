"""A deck read back."""

import io

import pptx


def opened(content):
    return pptx.Presentation(io.BytesIO(content))


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]
