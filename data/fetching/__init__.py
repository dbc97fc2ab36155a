"""From a source on the web to a download of a study: asked, counted, kept whole or not at all."""
